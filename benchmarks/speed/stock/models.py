"""What that site has: texts."""

from django.db import models


class Text(models.Model):
    """One article."""

    key = models.CharField(max_length=300)
    title = models.CharField(max_length=500)
    text = models.TextField()
    source = models.CharField(max_length=100)
    month = models.CharField(max_length=10)
    published_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.title
