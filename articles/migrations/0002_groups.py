"""The three groups of the desk: viewer, curator, editor.

An operator may change them afterwards: the migration only adds, and runs once."""

from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import migrations

SEEN = [
    "alias", "article", "articlerevision", "collection", "entity", "entityredirect", "evidence",
    "meeting", "mention", "outbox", "participant", "role", "source",
]  # fmt: skip
# Revisions, redirects and the outbox are written by the archive itself, never by hand.
KEPT = [name for name in SEEN if name not in {"articlerevision", "entityredirect", "outbox"}]

VIEWER = {f"view_{name}" for name in SEEN}
CURATOR = (
    VIEWER | {f"{verb}_{name}" for verb in ("add", "change") for name in KEPT} | {"publish_article"}
)
EDITOR = CURATOR | {f"delete_{name}" for name in KEPT} | {"withdraw_article", "merge_entity"}
GROUPS = {"viewer": VIEWER, "curator": CURATOR, "editor": EDITOR}


def add_groups(apps, schema_editor):
    """Create the groups and give each what it lacks."""
    alias = schema_editor.connection.alias
    config = apps.get_app_config("articles")
    # Permissions are made after the last migration, too late for this one. models_module says that
    # the app has models: the historical app config does not know.
    config.models_module = True
    create_contenttypes(config, verbosity=0, using=alias, apps=apps)
    create_permissions(config, verbosity=0, using=alias, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    groups = apps.get_model("auth", "Group").objects.using(alias)
    for name, codenames in GROUPS.items():
        group, _ = groups.get_or_create(name=name)
        rows = permissions.filter(content_type__app_label="articles", codename__in=codenames)
        group.permissions.add(*rows)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={
                "permissions": [
                    ("publish_article", "Can publish articles"),
                    ("withdraw_article", "Can withdraw and restore articles"),
                ],
                "verbose_name": "article",
                "verbose_name_plural": "articles",
            },
        ),
        migrations.AlterModelOptions(
            name="entity",
            options={
                "permissions": [("merge_entity", "Can merge entities")],
                "verbose_name": "entity",
                "verbose_name_plural": "entities",
            },
        ),
        # Groups stay when the migration is undone: people may be in them.
        migrations.RunPython(add_groups, migrations.RunPython.noop),
    ]
