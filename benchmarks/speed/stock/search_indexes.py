"""How that site is indexed; Haystack finds this file by its name."""

from haystack import indexes

from benchmarks.speed.stock.models import Text


class TextIndex(indexes.SearchIndex, indexes.Indexable):
    """The text is searched, the title is stored."""

    text = indexes.CharField(document=True, model_attr="text")
    title = indexes.CharField(model_attr="title", indexed=False)
    source = indexes.CharField(model_attr="source", faceted=True)
    month = indexes.CharField(model_attr="month", faceted=True)
    published_on = indexes.DateField(model_attr="published_on", null=True)

    def get_model(self) -> type[Text]:
        return Text
