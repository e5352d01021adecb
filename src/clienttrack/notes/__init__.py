"""What people jot down: lines that become records, the contacts they name, and the days they promise by."""
