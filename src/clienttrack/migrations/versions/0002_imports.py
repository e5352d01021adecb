"""What imports keep: files, fields of contacts, ids of touchpoints and tasks; and a search index that is quick to fill."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

LIKE_ALL = {"sqlite_autoincrement": True, "sqlite_strict": True}


def upgrade() -> None:
    """Add three tables, let ids name touchpoints and tasks too, and keep no positions in the search index."""
    op.create_table('contact_field',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_contact_field_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_contact_field_contact_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_field')),
    sa.UniqueConstraint('contact_id', 'name', name=op.f('uq_contact_field_contact_id_name')),
    **LIKE_ALL
    )
    op.create_index(op.f('ix_contact_field_client_id'), 'contact_field', ['client_id'], unique=False)
    op.create_table('distinct_pair',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('client_id < other_id', name=op.f('ck_distinct_pair_order')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_distinct_pair_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['other_id'], ['client.id'], name=op.f('fk_distinct_pair_other_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_distinct_pair')),
    sa.UniqueConstraint('client_id', 'other_id', name=op.f('uq_distinct_pair_client_id_other_id')),
    **LIKE_ALL
    )
    op.create_index(op.f('ix_distinct_pair_other_id'), 'distinct_pair', ['other_id'], unique=False)
    op.create_table('batch_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('operation_id', sa.Integer(), nullable=True),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('mapping', sa.Text(), nullable=False),
    sa.Column('encoding', sa.Text(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], name=op.f('fk_batch_file_operation_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch_file')),
    **LIKE_ALL
    )
    op.create_index(op.f('ix_batch_file_operation_id'), 'batch_file', ['operation_id'], unique=False)
    op.create_index(op.f('ix_batch_file_sha256'), 'batch_file', ['sha256'], unique=False)
    _remake_external_id()
    op.execute("DROP TABLE search")
    op.execute("CREATE VIRTUAL TABLE search USING fts5 (body, tokenize = 'trigram', detail = none, columnsize = 0)")


def _remake_external_id() -> None:
    for name in ('client_id', 'contact_id'):
        op.drop_index(op.f(f'ix_external_id_{name}'), 'external_id')
    op.rename_table('external_id', 'external_id_before')
    op.create_table('external_id',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('touchpoint_id', sa.Integer(), nullable=True),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('entity', sa.Text(), nullable=False),
    sa.Column('system', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.CheckConstraint("(entity = 'contact') = (contact_id IS NOT NULL)", name=op.f('ck_external_id_entity_of_contact')),
    sa.CheckConstraint("(entity = 'task') = (task_id IS NOT NULL)", name=op.f('ck_external_id_entity_of_task')),
    sa.CheckConstraint("(entity = 'touchpoint') = (touchpoint_id IS NOT NULL)", name=op.f('ck_external_id_entity_of_touchpoint')),
    sa.CheckConstraint("entity IN ('client', 'contact', 'touchpoint', 'task')", name=op.f('ck_external_id_entity')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_external_id_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_external_id_contact_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_external_id_task_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['touchpoint_id'], ['touchpoint.id'], name=op.f('fk_external_id_touchpoint_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_external_id')),
    sa.UniqueConstraint('system', 'entity', 'value', name=op.f('uq_external_id_system_entity_value')),
    **LIKE_ALL
    )
    op.execute("""INSERT INTO external_id (id, client_id, contact_id, entity, system, value)
        SELECT id, client_id, contact_id, entity, system, value FROM external_id_before""")
    op.drop_table('external_id_before')
    for name in ('client_id', 'contact_id', 'touchpoint_id', 'task_id'):
        op.create_index(op.f(f'ix_external_id_{name}'), 'external_id', [name], unique=False)
