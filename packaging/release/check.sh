#!/usr/bin/env bash
# What can be known of the release without running it: the workflow's shape and its security, the
# scripts. Needs packaging/release/requirements.txt and shellcheck.
set -euo pipefail
cd "$(dirname "$0")/../.."

check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
zizmor --offline --quiet .github/workflows
yamllint --strict --config-file packaging/release/yamllint.yml .github/workflows
find packaging -name '*.sh' -exec shellcheck {} +
