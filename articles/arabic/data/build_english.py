"""Make english.txt: the stems of ordinary English words.

Run by hand, outside the project's environment, when the list is to be made anew:
`pip install wordfreq english-words PyStemmer && python articles/arabic/data/build_english.py`.

Ordinary is what is frequent and what Webster's second dictionary (web2, its copyright has lapsed)
writes without a capital, itself or by its stem: "truces" is, Moscow and Iranian are not."""

import sys
from pathlib import Path

import Stemmer
import wordfreq  # type: ignore[import-not-found]
from english_words import get_english_words_set  # type: ignore[import-not-found]

# Zipf: "truce" stands at 3.5, rare words that a misspelt name may well be are below 3.
MINIMUM = 3.3
SHORTEST = 4
TARGET = Path(__file__).with_name("english.txt")
HEAD = "# The stems of ordinary English words. Made by build_english.py; under CC BY-SA 4.0.\n"


def stems() -> list[str]:
    """The stem of every word that is frequent and in the dictionary."""
    stem = Stemmer.Stemmer("english").stemWord
    listed = {word for word in get_english_words_set(["web2"]) if word.islower() and len(word) > 2}
    known = {stem(word) for word in listed}
    frequent = (
        word
        for word in wordfreq.iter_wordlist("en", "small")
        if wordfreq.zipf_frequency(word, "en") >= MINIMUM
    )
    plain = (word for word in frequent if word.isascii() and word.isalpha())
    return sorted({stem(word) for word in plain if len(word) >= SHORTEST} & known)


def main() -> None:
    TARGET.write_text(HEAD + "\n".join(found := stems()) + "\n")
    sys.stdout.write(f"{len(found)} stems, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
