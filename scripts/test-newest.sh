#!/usr/bin/env bash
# Runs the tests in a copy of the checkout with the newest aws-cdk-lib: the minimum is what `npm test` uses.
# A fresh install, because npm loses the bundled dependencies of aws-cdk-lib when it changes versions in place.
set -euo pipefail
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents --target-directory "$copy"
cd "$copy"
npm ci --no-fund --no-audit >/dev/null
npm install --no-save --no-fund --no-audit aws-cdk-lib@latest constructs@latest >/dev/null
echo "aws-cdk-lib $(node -p "require('aws-cdk-lib/package.json').version"), the newest"
# Jest does not look at types, and newer versions rename some.
npx tsc --noEmit --project test/tsconfig.json
# The doctor imports nothing of aws-cdk-lib (test/cli/boundaries.test.ts), so it is the same there.
# Newer versions validate each template of each test, which takes half of the time; test/examples.test.ts turns it on.
JSII_DEPRECATED=quiet CDK_NEWEST=1 CDK_VALIDATION=false npx jest --coverage=false --ci --silent \
  --testPathIgnorePatterns /node_modules/ /test/cli/ /test/browser/ --testPathPatterns "${@:-test/}"
