"""An index that answers who is mentioned in an article, in place of one that only finds the rows."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_evidence_for_each_fact"),
    ]

    operations = [
        # By hand: AlterField would write the table anew on SQLite, for an index less.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="mention",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    'DROP INDEX IF EXISTS "articles_mention_article_id_1a846136"',
                    'CREATE INDEX "articles_mention_article_id_1a846136"'
                    " ON articles_mention (article_id)",
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                fields=["article", "status", "entity"], name="mention_in_article"
            ),
        ),
    ]
