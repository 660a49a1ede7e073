#!/bin/sh
# Prints a Python that billdesk runs on: the one named in $1, else the first that fits. Says so when there is none.
fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
for candidate in ${1:-python3 python3.13 python3.12 python3.11}; do
    if "$candidate" -c "$fits" 2>/dev/null; then
        command -v "$candidate"
        exit 0
    fi
done
found=$("${1:-python3}" --version 2>/dev/null || echo "no Python")
echo "billdesk needs Python 3.11, 3.12 or 3.13, but ${1:-python3} is $found." >&2
echo "Install one of them, or name it: make test PYTHON=python3.12" >&2
exit 1
