"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cache_state",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("cache_dir", sa.String(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("disk_free_bytes", sa.BigInteger(), nullable=False),
        sa.Column("disk_total_bytes", sa.BigInteger(), nullable=False),
        sa.Column("shared_store_bytes", sa.BigInteger(), nullable=False),
        sa.Column("bytes_by_kind", sa.JSON(), nullable=False),
        sa.Column("models_by_status", sa.JSON(), nullable=False),
        sa.Column("indexed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_cache_state")),
    )
    op.create_table(
        "inventory",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "model_id",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "name", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=True),
        sa.Column("refs", sa.JSON(), nullable=False),
        sa.Column("revisions", sa.JSON(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("shared_bytes", sa.BigInteger(), nullable=False),
        sa.Column("partial_bytes", sa.BigInteger(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("indexed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("node", "kind", "model_id", name=op.f("pk_inventory")),
    )
    op.create_index(op.f("ix_inventory_node_folder"), "inventory", ["node", "folder"], unique=False)
    op.create_index(
        op.f("ix_inventory_node_kind_name"), "inventory", ["node", "kind", "name"], unique=False
    )
    op.create_index(
        op.f("ix_inventory_node_kind_size_bytes"),
        "inventory",
        ["node", "kind", "size_bytes"],
        unique=False,
    )
    op.create_index(
        "ix_inventory_totals",
        "inventory",
        ["node", "kind", "status", "size_bytes", "shared_bytes"],
        unique=False,
    )
    op.create_table(
        "nodes",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_nodes")),
    )
    op.create_table(
        "operations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("download", "delete", "verify", name="kind", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "downloading",
                "running",
                "verifying",
                "paused",
                "completed",
                "failed",
                "cancelled",
                name="status",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("sha", sa.String(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("files_done", sa.JSON(), nullable=False),
        sa.Column("refs", sa.JSON(), nullable=False),
        sa.Column("began_empty", sa.Boolean(), nullable=False),
        sa.Column("bytes_total", sa.BigInteger(), nullable=False),
        sa.Column("bytes_done", sa.BigInteger(), nullable=False),
        sa.Column("speed_bps", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("debris", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
    )
    op.create_index("ix_operations_created_at", "operations", ["created_at"], unique=False)
    op.create_index("ix_operations_node_status", "operations", ["node", "status"], unique=False)
    op.create_index(
        "uq_operations_active",
        "operations",
        ["node", "model_id"],
        unique=True,
        sqlite_where=sa.text(
            "status IN ('downloading', 'paused', 'pending', 'running', 'verifying')"
        ),
        postgresql_where=sa.text(
            "status IN ('downloading', 'paused', 'pending', 'running', 'verifying')"
        ),
    )
    op.create_table(
        "shelf_listings",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("sha", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("total_bytes", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("node", "model_id", "sha", name=op.f("pk_shelf_listings")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("username_folded", sa.String(length=256), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "viewer",
                "member",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("founder", sa.Boolean(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("founder", name=op.f("uq_users_founder")),
        sa.UniqueConstraint("username_folded", name=op.f("uq_users_username_folded")),
    )
    op.create_table(
        "collections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("embedding_model", sa.String(length=96), nullable=False),
        sa.Column("embedding_revision", sa.String(length=40), nullable=True),
        sa.Column("reranker_model", sa.String(length=96), nullable=True),
        sa.Column("reranker_revision", sa.String(length=40), nullable=True),
        sa.Column("splade_model", sa.String(length=96), nullable=True),
        sa.Column("splade_revision", sa.String(length=40), nullable=True),
        sa.Column("llm_model", sa.String(length=96), nullable=True),
        sa.Column("llm_revision", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_collections_owner_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_collections_owner_id_name")),
    )
    op.create_index(
        op.f("ix_collections_embedding_model"), "collections", ["embedding_model"], unique=False
    )
    op.create_index(op.f("ix_collections_llm_model"), "collections", ["llm_model"], unique=False)
    op.create_index(
        op.f("ix_collections_reranker_model"), "collections", ["reranker_model"], unique=False
    )
    op.create_index(
        op.f("ix_collections_splade_model"), "collections", ["splade_model"], unique=False
    )
    op.create_table(
        "custom_models",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.String(length=96), nullable=False),
        sa.Column("model_type", sa.String(length=16), nullable=False),
        sa.Column("dimension", sa.BigInteger(), nullable=True),
        sa.Column("pooling_method", sa.String(length=16), nullable=True),
        sa.Column("is_asymmetric", sa.Boolean(), nullable=True),
        sa.Column("query_prefix", sa.String(), nullable=True),
        sa.Column("document_prefix", sa.String(), nullable=True),
        sa.Column("default_query_instruction", sa.String(), nullable=True),
        sa.Column("max_sequence_length", sa.BigInteger(), nullable=True),
        sa.Column("context_window", sa.BigInteger(), nullable=True),
        sa.Column("parameters", sa.BigInteger(), nullable=True),
        sa.Column("licence", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_custom_models_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_models")),
        sa.UniqueConstraint(
            "owner_id", "model_id", name=op.f("uq_custom_models_owner_id_model_id")
        ),
    )
    op.create_index(op.f("ix_custom_models_model_id"), "custom_models", ["model_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sessions_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sessions_user_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(op.f("ix_custom_models_model_id"), table_name="custom_models")
    op.drop_table("custom_models")
    op.drop_index(op.f("ix_collections_splade_model"), table_name="collections")
    op.drop_index(op.f("ix_collections_reranker_model"), table_name="collections")
    op.drop_index(op.f("ix_collections_llm_model"), table_name="collections")
    op.drop_index(op.f("ix_collections_embedding_model"), table_name="collections")
    op.drop_table("collections")
    op.drop_table("users")
    op.drop_table("shelf_listings")
    op.drop_index(
        "uq_operations_active",
        table_name="operations",
        sqlite_where=sa.text(
            "status IN ('downloading', 'paused', 'pending', 'running', 'verifying')"
        ),
        postgresql_where=sa.text(
            "status IN ('downloading', 'paused', 'pending', 'running', 'verifying')"
        ),
    )
    op.drop_index("ix_operations_node_status", table_name="operations")
    op.drop_index("ix_operations_created_at", table_name="operations")
    op.drop_table("operations")
    op.drop_table("nodes")
    op.drop_index("ix_inventory_totals", table_name="inventory")
    op.drop_index(op.f("ix_inventory_node_kind_size_bytes"), table_name="inventory")
    op.drop_index(op.f("ix_inventory_node_kind_name"), table_name="inventory")
    op.drop_index(op.f("ix_inventory_node_folder"), table_name="inventory")
    op.drop_table("inventory")
    op.drop_table("cache_state")
