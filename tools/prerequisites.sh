#!/bin/sh
# Says in one line each what is missing on this machine; silent and successful when nothing is.
status=0

missing() {
    echo "$1" >&2
    status=1
}

"${PYTHON:-python3}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    missing "Python 3.11 or newer is needed: install it (python.org), or name one: make PYTHON=python3.12"

node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null && npm --version >/dev/null 2>&1 ||
    missing "Node.js 20 or newer with npm is needed: install it (nodejs.org, version 24)"

"${TERRAFORM_BINARY_NAME:-terraform}" version 2>/dev/null | grep -Eq '^Terraform v(1\.([8-9]|[1-9][0-9])|[2-9])' ||
    missing "Terraform 1.8 or newer is needed${TERRAFORM_BINARY_NAME:+ as $TERRAFORM_BINARY_NAME}: install it (developer.hashicorp.com/terraform/install)"

exit $status
