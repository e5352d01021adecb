"""The first format of the book."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TIERS = (("core", 1, 4), ("key", 2, 3), ("potential", 3, 2), ("general", 4, 1))
CADENCE = {
    "core": (("prospect", "7d"), ("activation", "7d"), ("stable", "14d"), ("deep", "14d")),
    "key": (("prospect", "14d"), ("activation", "7d"), ("stable", "30d"), ("deep", "30d")),
    "potential": (("prospect", "14d"), ("activation", "14d"), ("stable", "30d"), ("deep", "60d")),
    "general": (("prospect", "30d"), ("activation", "14d"), ("stable", "60d"), ("deep", "90d")),
}


def upgrade() -> None:
    """Make all tables, the search index, and the four tiers with their cadence."""
    op.create_table('operation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', sa.Text(), nullable=False),
    sa.Column('today', sa.Text(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('change', 'undo', 'redo', 'migration')", name=op.f('ck_operation_kind')),
    sa.CheckConstraint("today GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_operation_today')),
    sa.ForeignKeyConstraint(['target_id'], ['operation.id'], name=op.f('fk_operation_target_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_operation')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_operation_target_id'), 'operation', ['target_id'], unique=False)
    op.create_table('tag',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_key', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tag')),
    sa.UniqueConstraint('name_key', name=op.f('uq_tag_name_key')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_table('tier',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.CheckConstraint('weight > 0', name=op.f('ck_tier_weight')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tier')),
    sa.UniqueConstraint('name', name=op.f('uq_tier_name')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_table('cadence_cell',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tier_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('interval', sa.Text(), nullable=False),
    sa.CheckConstraint("stage IN ('prospect', 'activation', 'stable', 'deep')", name=op.f('ck_cadence_cell_stage')),
    sa.ForeignKeyConstraint(['tier_id'], ['tier.id'], name=op.f('fk_cadence_cell_tier_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cadence_cell')),
    sa.UniqueConstraint('tier_id', 'stage', name=op.f('uq_cadence_cell_tier_id_stage')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_table('client',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handle', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('industry', sa.Text(), nullable=True),
    sa.Column('size', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('website', sa.Text(), nullable=True),
    sa.Column('city', sa.Text(), nullable=True),
    sa.Column('country', sa.Text(), nullable=True),
    sa.Column('language', sa.Text(), nullable=True),
    sa.Column('currency', sa.Text(), nullable=True),
    sa.Column('budget_low', sa.Integer(), nullable=True),
    sa.Column('budget_high', sa.Integer(), nullable=True),
    sa.Column('preferences', sa.Text(), nullable=True),
    sa.Column('decision_style', sa.Text(), nullable=True),
    sa.Column('since_on', sa.Text(), nullable=True),
    sa.Column('cadence', sa.Text(), nullable=True),
    sa.Column('tier_id', sa.Integer(), nullable=True),
    sa.Column('tier_pinned', sa.Integer(), server_default='0', nullable=False),
    sa.Column('told_stage', sa.Text(), nullable=True),
    sa.Column('told_stage_on', sa.Text(), nullable=True),
    sa.Column('lost_reason', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('added_on', sa.Text(), nullable=False),
    sa.Column('archived_on', sa.Text(), nullable=True),
    sa.Column('paused_until', sa.Text(), nullable=True),
    sa.Column('paused_because', sa.Text(), nullable=True),
    sa.CheckConstraint("added_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_client_added_on')),
    sa.CheckConstraint("archived_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_client_archived_on')),
    sa.CheckConstraint("handle <> '' AND handle NOT GLOB '*[^a-z0-9_-]*'", name=op.f('ck_client_handle')),
    sa.CheckConstraint("kind IN ('organisation', 'person')", name=op.f('ck_client_kind')),
    sa.CheckConstraint("lost_reason IN ('needs-misread', 'price', 'competitor', 'execution', 'contact-left', 'budget-cut', 'other')", name=op.f('ck_client_lost_reason')),
    sa.CheckConstraint("name <> ''", name=op.f('ck_client_name')),
    sa.CheckConstraint("paused_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_client_paused_until')),
    sa.CheckConstraint("since_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_client_since_on')),
    sa.CheckConstraint("told_stage IN ('prospect', 'activation', 'stable', 'deep', 'lost')", name=op.f('ck_client_told_stage')),
    sa.CheckConstraint("told_stage_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_client_told_stage_on')),
    sa.CheckConstraint('tier_pinned IN (0, 1)', name=op.f('ck_client_tier_pinned')),
    sa.ForeignKeyConstraint(['tier_id'], ['tier.id'], name=op.f('fk_client_tier_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_client')),
    sa.UniqueConstraint('handle', name=op.f('uq_client_handle')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_client_name_key'), 'client', ['name_key'], unique=False)
    op.create_table('row_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('operation_id', sa.Integer(), nullable=False),
    sa.Column('table_name', sa.Text(), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=True),
    sa.Column('old', sa.Text(), nullable=True),
    sa.Column('new', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], name=op.f('fk_row_change_operation_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_row_change')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_row_change_client_id'), 'row_change', ['client_id'], unique=False)
    op.create_index('ix_row_change_operation', 'row_change', ['operation_id', 'table_name', 'row_id'], unique=False)
    op.create_index('ix_row_change_record', 'row_change', ['table_name', 'row_id', 'operation_id'], unique=False)
    op.create_table('alias',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=True),
    sa.Column('alias', sa.Text(), nullable=False),
    sa.Column('alias_key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_alias_client_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alias')),
    sa.UniqueConstraint('alias', name=op.f('uq_alias_alias')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_alias_alias_key'), 'alias', ['alias_key'], unique=False)
    op.create_index(op.f('ix_alias_client_id'), 'alias', ['client_id'], unique=False)
    op.create_table('client_tag',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_client_tag_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['tag_id'], ['tag.id'], name=op.f('fk_client_tag_tag_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_client_tag')),
    sa.UniqueConstraint('client_id', 'tag_id', name=op.f('uq_client_tag_client_id_tag_id')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_client_tag_tag_id'), 'client_tag', ['tag_id'], unique=False)
    op.create_table('contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_key', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=True),
    sa.Column('level', sa.Text(), nullable=True),
    sa.Column('decision', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('left_on', sa.Text(), nullable=True),
    sa.Column('added_on', sa.Text(), nullable=False),
    sa.CheckConstraint("added_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_contact_added_on')),
    sa.CheckConstraint("decision IN ('decides', 'influences', 'uses', 'pays', 'blocks')", name=op.f('ck_contact_decision')),
    sa.CheckConstraint("left_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_contact_left_on')),
    sa.CheckConstraint("level IN ('owner', 'executive', 'manager', 'specialist')", name=op.f('ck_contact_level')),
    sa.CheckConstraint("name <> ''", name=op.f('ck_contact_name')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_contact_client_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_contact_client_id'), 'contact', ['client_id'], unique=False)
    op.create_index(op.f('ix_contact_name_key'), 'contact', ['name_key'], unique=False)
    op.create_table('custom_field',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_custom_field_client_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_custom_field')),
    sa.UniqueConstraint('client_id', 'name', name=op.f('uq_custom_field_client_id_name')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_table('domain',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('domain', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_domain_client_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_domain')),
    sa.UniqueConstraint('domain', 'client_id', name=op.f('uq_domain_domain_client_id')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_domain_client_id'), 'domain', ['client_id'], unique=False)
    op.create_table('snooze',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('until_on', sa.Text(), nullable=False),
    sa.Column('because', sa.Text(), nullable=True),
    sa.Column('set_on', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('touch', 'task', 'paused', 'no-next-step')", name=op.f('ck_snooze_kind')),
    sa.CheckConstraint("set_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_snooze_set_on')),
    sa.CheckConstraint("until_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_snooze_until_on')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_snooze_client_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snooze')),
    sa.UniqueConstraint('kind', 'record_id', name=op.f('uq_snooze_kind_record_id')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_snooze_client_id'), 'snooze', ['client_id'], unique=False)
    op.create_table('stage_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=True),
    sa.Column('moved_on', sa.Text(), nullable=False),
    sa.Column('lost_reason', sa.Text(), nullable=True),
    sa.Column('because', sa.Text(), nullable=True),
    sa.CheckConstraint("lost_reason IN ('needs-misread', 'price', 'competitor', 'execution', 'contact-left', 'budget-cut', 'other')", name=op.f('ck_stage_move_lost_reason')),
    sa.CheckConstraint("moved_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_stage_move_moved_on')),
    sa.CheckConstraint("stage IN ('prospect', 'activation', 'stable', 'deep', 'lost')", name=op.f('ck_stage_move_stage')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_stage_move_client_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_move')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_stage_move_client_id'), 'stage_move', ['client_id'], unique=False)
    op.create_table('standing',
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('listed', sa.Integer(), nullable=False),
    sa.Column('own_cadence', sa.Integer(), nullable=False),
    sa.Column('tier_id', sa.Integer(), nullable=True),
    sa.Column('told_stage', sa.Text(), nullable=True),
    sa.Column('since_on', sa.Text(), nullable=True),
    sa.Column('paused_until', sa.Text(), nullable=True),
    sa.Column('anchor_on', sa.Text(), nullable=False),
    sa.Column('last_touch_on', sa.Text(), nullable=True),
    sa.Column('next_steps', sa.Integer(), server_default='0', nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_standing_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('client_id', name=op.f('pk_standing')),
    sqlite_strict=True
    )
    op.create_index('ix_standing_cell', 'standing', ['listed', 'own_cadence', 'tier_id', 'told_stage', 'anchor_on', 'since_on'], unique=False)
    op.create_index('ix_standing_next_steps', 'standing', ['listed', 'next_steps', 'tier_id'], unique=False)
    op.create_index('ix_standing_paused_until', 'standing', ['paused_until'], unique=False)
    op.create_table('tier_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('from_tier_id', sa.Integer(), nullable=True),
    sa.Column('to_tier_id', sa.Integer(), nullable=True),
    sa.Column('moved_on', sa.Text(), nullable=False),
    sa.Column('because', sa.Text(), nullable=True),
    sa.CheckConstraint("moved_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_tier_move_moved_on')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_tier_move_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['from_tier_id'], ['tier.id'], name=op.f('fk_tier_move_from_tier_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['to_tier_id'], ['tier.id'], name=op.f('fk_tier_move_to_tier_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tier_move')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_tier_move_client_id'), 'tier_move', ['client_id'], unique=False)
    op.create_table('touchpoint',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('happened_on', sa.Text(), nullable=False),
    sa.Column('direction', sa.Text(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.CheckConstraint("direction IN ('out', 'in')", name=op.f('ck_touchpoint_direction')),
    sa.CheckConstraint("happened_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_touchpoint_happened_on')),
    sa.CheckConstraint("kind IN ('call', 'email', 'visit', 'message', 'meeting', 'event', 'gift', 'other', 'note')", name=op.f('ck_touchpoint_kind')),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_touchpoint_minutes')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_touchpoint_client_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_touchpoint')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index('ix_touchpoint_client_id_happened_on', 'touchpoint', ['client_id', 'happened_on', 'kind'], unique=False)
    op.create_index('ix_touchpoint_happened_on', 'touchpoint', ['happened_on'], unique=False)
    op.create_table('address',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=True),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('shown', sa.Text(), nullable=False),
    sa.Column('value_key', sa.Text(), nullable=False),
    sa.Column('valid', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('email', 'phone')", name=op.f('ck_address_kind')),
    sa.CheckConstraint('valid IN (0, 1)', name=op.f('ck_address_valid')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_address_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_address_contact_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_address')),
    sa.UniqueConstraint('contact_id', 'kind', 'value_key', name=op.f('uq_address_contact_id_kind_value_key')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_address_client_id'), 'address', ['client_id'], unique=False)
    op.create_index(op.f('ix_address_value_key'), 'address', ['value_key'], unique=False)
    op.create_table('external_id',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('entity', sa.Text(), nullable=False),
    sa.Column('system', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.CheckConstraint("(entity = 'contact') = (contact_id IS NOT NULL)", name=op.f('ck_external_id_entity_of_contact')),
    sa.CheckConstraint("entity IN ('client', 'contact')", name=op.f('ck_external_id_entity')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_external_id_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_external_id_contact_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_external_id')),
    sa.UniqueConstraint('system', 'entity', 'value', name=op.f('uq_external_id_system_entity_value')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_external_id_client_id'), 'external_id', ['client_id'], unique=False)
    op.create_index(op.f('ix_external_id_contact_id'), 'external_id', ['contact_id'], unique=False)
    op.create_table('task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('touchpoint_id', sa.Integer(), nullable=True),
    sa.Column('follows_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('side', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Text(), nullable=True),
    sa.Column('repeat_kind', sa.Text(), nullable=True),
    sa.Column('repeat_interval', sa.Text(), nullable=True),
    sa.Column('first_on', sa.Text(), nullable=True),
    sa.Column('closed_on', sa.Text(), nullable=True),
    sa.Column('because', sa.Text(), nullable=True),
    sa.Column('added_on', sa.Text(), nullable=False),
    sa.CheckConstraint("(status = 'open') = (closed_on IS NULL)", name=op.f('ck_task_closed')),
    sa.CheckConstraint("added_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_task_added_on')),
    sa.CheckConstraint("closed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_task_closed_on')),
    sa.CheckConstraint("due_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_task_due_on')),
    sa.CheckConstraint("first_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_task_first_on')),
    sa.CheckConstraint("repeat_kind IN ('+', '++', '.+')", name=op.f('ck_task_repeat_kind')),
    sa.CheckConstraint("side IN ('ours', 'theirs')", name=op.f('ck_task_side')),
    sa.CheckConstraint("status IN ('open', 'done', 'dropped')", name=op.f('ck_task_status')),
    sa.CheckConstraint("text <> ''", name=op.f('ck_task_text')),
    sa.CheckConstraint('(repeat_kind IS NULL) = (repeat_interval IS NULL)', name=op.f('ck_task_repeat')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_task_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_task_contact_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['follows_id'], ['task.id'], name=op.f('fk_task_follows_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['touchpoint_id'], ['touchpoint.id'], name=op.f('fk_task_touchpoint_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index('ix_task_client_id_status', 'task', ['client_id', 'status'], unique=False)
    op.create_index(op.f('ix_task_contact_id'), 'task', ['contact_id'], unique=False)
    op.create_index(op.f('ix_task_follows_id'), 'task', ['follows_id'], unique=False)
    op.create_index('ix_task_status_due_on', 'task', ['status', 'due_on'], unique=False)
    op.create_index(op.f('ix_task_touchpoint_id'), 'task', ['touchpoint_id'], unique=False)
    op.create_table('touchpoint_contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('touchpoint_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_touchpoint_contact_contact_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['touchpoint_id'], ['touchpoint.id'], name=op.f('fk_touchpoint_contact_touchpoint_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_touchpoint_contact')),
    sa.UniqueConstraint('touchpoint_id', 'contact_id', name=op.f('uq_touchpoint_contact_touchpoint_id_contact_id')),
    sqlite_autoincrement=True,
    sqlite_strict=True
    )
    op.create_index(op.f('ix_touchpoint_contact_contact_id'), 'touchpoint_contact', ['contact_id'], unique=False)

    op.execute("CREATE VIRTUAL TABLE search USING fts5 (body, tokenize = 'trigram')")
    tier = sa.table("tier", sa.column("id"), sa.column("name"), sa.column("rank"), sa.column("weight"))
    cell = sa.table("cadence_cell", sa.column("tier_id"), sa.column("stage"), sa.column("interval"))
    for number, (name, rank, weight) in enumerate(TIERS, start=1):
        op.execute(tier.insert().values(id=number, name=name, rank=rank, weight=weight))
        for stage, interval in CADENCE[name]:
            op.execute(cell.insert().values(tier_id=number, stage=stage, interval=interval))
