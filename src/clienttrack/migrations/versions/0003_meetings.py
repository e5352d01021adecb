"""What meetings keep: plans, answers, needs with their moves, remarks; and two more kinds of lines that can be snoozed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

LIKE_ALL = {"sqlite_autoincrement": True, "sqlite_strict": True}


def upgrade() -> None:
    """Add six tables, and remake the one whose CHECK lists the kinds of lines."""
    _add_meetings()
    _add_needs()
    _remake_snooze()


def _add_meetings() -> None:
    op.create_table('meeting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('touchpoint_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('question_set', sa.Text(), nullable=True),
    sa.Column('goal', sa.Text(), nullable=True),
    sa.Column('form', sa.Text(), nullable=True),
    sa.Column('planned_on', sa.Text(), nullable=True),
    sa.Column('held_on', sa.Text(), nullable=True),
    sa.Column('cancelled_on', sa.Text(), nullable=True),
    sa.Column('because', sa.Text(), nullable=True),
    sa.Column('added_on', sa.Text(), nullable=False),
    sa.CheckConstraint("(status = 'cancelled') = (cancelled_on IS NOT NULL)", name=op.f('ck_meeting_cancelled')),
    sa.CheckConstraint("(status = 'held') = (held_on IS NOT NULL)", name=op.f('ck_meeting_held')),
    sa.CheckConstraint("added_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_meeting_added_on')),
    sa.CheckConstraint("cancelled_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_meeting_cancelled_on')),
    sa.CheckConstraint("held_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_meeting_held_on')),
    sa.CheckConstraint("planned_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_meeting_planned_on')),
    sa.CheckConstraint("status = 'held' OR planned_on IS NOT NULL", name=op.f('ck_meeting_planned')),
    sa.CheckConstraint("status IN ('planned', 'held', 'cancelled')", name=op.f('ck_meeting_status')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_meeting_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['touchpoint_id'], ['touchpoint.id'], name=op.f('fk_meeting_touchpoint_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting')),
    **LIKE_ALL
    )
    op.create_index('ix_meeting_client_id_status', 'meeting', ['client_id', 'status'], unique=False)
    op.create_index('ix_meeting_status_planned_on', 'meeting', ['status', 'planned_on'], unique=False)
    op.create_index(op.f('ix_meeting_touchpoint_id'), 'meeting', ['touchpoint_id'], unique=False)
    op.create_table('answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('field', sa.Text(), nullable=True),
    sa.Column('question', sa.Text(), nullable=True),
    sa.Column('asked', sa.Text(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('answered_on', sa.Text(), nullable=False),
    sa.CheckConstraint("answered_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_answer_answered_on')),
    sa.CheckConstraint("field IN ('goal', 'situation', 'pain', 'stakes', 'success_measure', 'budget', 'decision_process', 'timeline', 'open_question')", name=op.f('ck_answer_field')),
    sa.CheckConstraint("text <> ''", name=op.f('ck_answer_text')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_answer_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_answer_contact_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_answer_meeting_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer')),
    **LIKE_ALL
    )
    op.create_index('ix_answer_client_id_field', 'answer', ['client_id', 'field', 'answered_on'], unique=False)
    op.create_index(op.f('ix_answer_contact_id'), 'answer', ['contact_id'], unique=False)
    op.create_index(op.f('ix_answer_meeting_id'), 'answer', ['meeting_id'], unique=False)
    op.create_table('meeting_contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_meeting_contact_contact_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_contact_meeting_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_contact')),
    sa.UniqueConstraint('meeting_id', 'contact_id', name=op.f('uq_meeting_contact_meeting_id_contact_id')),
    **LIKE_ALL
    )
    op.create_index(op.f('ix_meeting_contact_contact_id'), 'meeting_contact', ['contact_id'], unique=False)


def _add_needs() -> None:
    op.create_table('need',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('kano', sa.Text(), nullable=True),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('priority', sa.Text(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=True),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('status_on', sa.Text(), nullable=False),
    sa.Column('added_on', sa.Text(), nullable=False),
    sa.CheckConstraint("added_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_need_added_on')),
    sa.CheckConstraint("kano IN ('basic', 'performance', 'delight')", name=op.f('ck_need_kano')),
    sa.CheckConstraint("origin IN ('stated', 'implied')", name=op.f('ck_need_origin')),
    sa.CheckConstraint("priority IN ('high', 'normal', 'low')", name=op.f('ck_need_priority')),
    sa.CheckConstraint("status IN ('open', 'proposed', 'met', 'dropped')", name=op.f('ck_need_status')),
    sa.CheckConstraint("status_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_need_status_on')),
    sa.CheckConstraint("text <> ''", name=op.f('ck_need_text')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_need_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_need_contact_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_need_meeting_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need')),
    **LIKE_ALL
    )
    op.create_index('ix_need_client_id_status', 'need', ['client_id', 'status'], unique=False)
    op.create_index(op.f('ix_need_contact_id'), 'need', ['contact_id'], unique=False)
    op.create_index(op.f('ix_need_meeting_id'), 'need', ['meeting_id'], unique=False)
    op.create_index('ix_need_status_status_on', 'need', ['status', 'status_on'], unique=False)
    op.create_table('need_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('need_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('moved_on', sa.Text(), nullable=False),
    sa.Column('because', sa.Text(), nullable=True),
    sa.CheckConstraint("moved_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_need_move_moved_on')),
    sa.CheckConstraint("status IN ('open', 'proposed', 'met', 'dropped')", name=op.f('ck_need_move_status')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_need_move_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_need_move_need_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need_move')),
    **LIKE_ALL
    )
    op.create_index(op.f('ix_need_move_client_id'), 'need_move', ['client_id'], unique=False)
    op.create_index(op.f('ix_need_move_need_id'), 'need_move', ['need_id'], unique=False)
    op.create_table('remark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('said_on', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('quote', 'risk', 'personal')", name=op.f('ck_remark_kind')),
    sa.CheckConstraint("said_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f('ck_remark_said_on')),
    sa.CheckConstraint("text <> ''", name=op.f('ck_remark_text')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_remark_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_remark_contact_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_remark_meeting_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remark')),
    **LIKE_ALL
    )
    op.create_index(op.f('ix_remark_client_id'), 'remark', ['client_id'], unique=False)
    op.create_index(op.f('ix_remark_contact_id'), 'remark', ['contact_id'], unique=False)
    op.create_index(op.f('ix_remark_meeting_id'), 'remark', ['meeting_id'], unique=False)


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
    sa.CheckConstraint("kind IN ('touch', 'task', 'meeting', 'need', 'paused', 'no-next-step')", name=op.f('ck_snooze_kind')),
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
