#!/bin/sh
# Make sure that the browser tests have a Chromium; never fail, the tests say when there is none.
for name in chromium-headless-shell chromium chromium-browser google-chrome; do
	command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "Installing Chromium for the browser tests" >&2
	apt-get update -qq >/dev/null 2>&1
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null 2>&1 && exit 0
fi
echo "No Chromium: browser tests are left out. On Debian run: apt-get install chromium-headless-shell" >&2
