"""From query strings and posted fields to the requests that search and timeline understand."""
