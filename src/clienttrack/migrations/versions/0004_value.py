"""What clients are worth: payments, ratings, referrals; and which steps of playbooks became promises."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

LIKE_ALL = {"sqlite_autoincrement": True, "sqlite_strict": True}


def upgrade() -> None:
    """Add four tables."""
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
    op.create_index('ix_payment_paid_on', 'payment', ['paid_on'], unique=False)
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
