"""Reviewing one article: its text beside what was found in it, each thing judged by one press.

`views.WithReview` is the page and what its buttons do; `items` is what there is to judge, `marking`
the text with it marked, `reading` what the register knows. May be used by articles.admin alone."""
