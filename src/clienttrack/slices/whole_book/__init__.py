"""What an export of the whole book holds beside its tables of rows, brought in again."""
