"""What clients are worth and may leave over: payments, ratings, referrals, steps of playbooks, answered risks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

LIKE_ALL = {"sqlite_autoincrement": True, "sqlite_strict": True}


def upgrade() -> None:
    """Add five tables, let ids name payments too, and hide lines of risks."""
    op.create_table('payment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('paid_on', sa.Text(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('project', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('added_on', sa.Text(), nullable=False),
    sa.CheckConstraint("added_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_payment_added_on')),
    sa.CheckConstraint("amount > 0", name=op.f('ck_payment_amount')),
    sa.CheckConstraint("currency GLOB '[A-Z][A-Z][A-Z]'", name=op.f('ck_payment_currency')),
    sa.CheckConstraint("paid_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_payment_paid_on')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_payment_client_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment')),
    **LIKE_ALL
    )
    op.create_index('ix_payment_client_id_paid_on', 'payment', ['client_id', 'paid_on', 'currency', 'amount'], unique=False)
    op.create_table('rating',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('factor', sa.Text(), nullable=False),
    sa.Column('rating', sa.Integer(), nullable=False),
    sa.Column('rated_on', sa.Text(), nullable=False),
    sa.Column('because', sa.Text(), nullable=True),
    sa.CheckConstraint("factor IN ('profitability', 'growth', 'influence')", name=op.f('ck_rating_factor')),
    sa.CheckConstraint("rated_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_rating_rated_on')),
    sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f('ck_rating_rating')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_rating_client_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rating')),
    **LIKE_ALL
    )
    op.create_index('ix_rating_client_id_factor', 'rating', ['client_id', 'factor'], unique=False)
    op.create_table('referral',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('referred_id', sa.Integer(), nullable=False),
    sa.Column('told_on', sa.Text(), nullable=False),
    sa.CheckConstraint("client_id <> referred_id", name=op.f('ck_referral_other')),
    sa.CheckConstraint("told_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_referral_told_on')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_referral_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['referred_id'], ['client.id'], name=op.f('fk_referral_referred_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral')),
    sa.UniqueConstraint('referred_id', name=op.f('uq_referral_referred_id')),
    **LIKE_ALL
    )
    op.create_index(op.f('ix_referral_client_id'), 'referral', ['client_id'], unique=False)
    op.create_table('playbook_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('playbook', sa.Text(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('falls_on', sa.Text(), nullable=False),
    sa.CheckConstraint("falls_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_playbook_step_falls_on')),
    sa.CheckConstraint("stage IN ('prospect', 'activation', 'stable', 'deep', 'win-back', 'after-project')", name=op.f('ck_playbook_step_stage')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_playbook_step_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_playbook_step_task_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_playbook_step')),
    sa.UniqueConstraint('client_id', 'stage', 'step', 'falls_on', name=op.f('uq_playbook_step_client_id_stage_step_falls_on')),
    **LIKE_ALL
    )
    op.create_index(op.f('ix_playbook_step_task_id'), 'playbook_step', ['task_id'], unique=False)
    op.create_table('risk_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('answered_on', sa.Text(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('terms', sa.Text(), nullable=False),
    sa.Column('because', sa.Text(), nullable=True),
    sa.CheckConstraint("answered_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_risk_answer_answered_on')),
    sa.CheckConstraint("points > 0", name=op.f('ck_risk_answer_points')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_risk_answer_client_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_risk_answer')),
    **LIKE_ALL
    )
    op.create_index(op.f('ix_risk_answer_client_id'), 'risk_answer', ['client_id'], unique=False)
    op.create_index('ix_contact_left_on', 'contact', ['left_on'], unique=False, sqlite_where=sa.text('left_on IS NOT NULL'))
    _remake_external_id()
    _remake_snooze()


def _remake_external_id() -> None:
    for name in ('client_id', 'contact_id', 'touchpoint_id', 'task_id'):
        op.drop_index(op.f(f'ix_external_id_{name}'), 'external_id')
    op.rename_table('external_id', 'external_id_before')
    op.create_table('external_id',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('touchpoint_id', sa.Integer(), nullable=True),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('payment_id', sa.Integer(), nullable=True),
    sa.Column('entity', sa.Text(), nullable=False),
    sa.Column('system', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.CheckConstraint("(entity = 'contact') = (contact_id IS NOT NULL)", name=op.f('ck_external_id_entity_of_contact')),
    sa.CheckConstraint("(entity = 'payment') = (payment_id IS NOT NULL)", name=op.f('ck_external_id_entity_of_payment')),
    sa.CheckConstraint("(entity = 'task') = (task_id IS NOT NULL)", name=op.f('ck_external_id_entity_of_task')),
    sa.CheckConstraint("(entity = 'touchpoint') = (touchpoint_id IS NOT NULL)", name=op.f('ck_external_id_entity_of_touchpoint')),
    sa.CheckConstraint("entity IN ('client', 'contact', 'touchpoint', 'task', 'payment')", name=op.f('ck_external_id_entity')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_external_id_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_external_id_contact_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_external_id_payment_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_external_id_task_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['touchpoint_id'], ['touchpoint.id'], name=op.f('fk_external_id_touchpoint_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_external_id')),
    sa.UniqueConstraint('system', 'entity', 'value', name=op.f('uq_external_id_system_entity_value')),
    **LIKE_ALL
    )
    op.execute("""INSERT INTO external_id (id, client_id, contact_id, touchpoint_id, task_id, entity, system, value)
        SELECT id, client_id, contact_id, touchpoint_id, task_id, entity, system, value FROM external_id_before""")
    op.drop_table('external_id_before')
    for name in ('client_id', 'contact_id', 'touchpoint_id', 'task_id', 'payment_id'):
        op.create_index(op.f(f'ix_external_id_{name}'), 'external_id', [name], unique=False)


def _remake_snooze() -> None:
    op.drop_index(op.f('ix_snooze_client_id'), 'snooze')
    op.rename_table('snooze', 'snooze_before')
    op.create_table('snooze',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('until_on', sa.Text(), nullable=False),
    sa.Column('because', sa.Text(), nullable=True),
    sa.Column('set_on', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('touch', 'task', 'meeting', 'need', 'risk', 'paused', 'no-next-step')", name=op.f('ck_snooze_kind')),
    sa.CheckConstraint("set_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_snooze_set_on')),
    sa.CheckConstraint("until_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_snooze_until_on')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_snooze_client_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snooze')),
    sa.UniqueConstraint('kind', 'record_id', name=op.f('uq_snooze_kind_record_id')),
    **LIKE_ALL
    )
    op.execute("""INSERT INTO snooze (id, client_id, kind, record_id, until_on, because, set_on)
        SELECT id, client_id, kind, record_id, until_on, because, set_on FROM snooze_before""")
    op.drop_table('snooze_before')
    op.create_index(op.f('ix_snooze_client_id'), 'snooze', ['client_id'], unique=False)
