#!/usr/bin/env bash
# The app of every language, from the package as its users install it, outside of this repository: all have to
# synthesize the same template. See test/languages/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
. scripts/unfetched.sh
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20 JSII_DEPRECATED=quiet
# Also where the code was compiled after it was packed: an old package proves nothing.
[ -n "$(find dist/python -name '*.whl' -newer .jsii 2>/dev/null)" ] || scripts/package.sh
cdk=$(node -p "require('./package.json').devDependencies['aws-cdk-lib']")
constructs=$(node -p "require('./package.json').devDependencies.constructs")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
done=()
skip() { echo "SKIPPED $1: $2"; }
copy() { cp -r "$here/test/languages/$1" "$work/$1" && cd "$work/$1" && export CDK_OUTDIR="$work/$1/cdk.out"; }

echo "--- TypeScript"
copy typescript
npm init --yes >/dev/null
npm install --no-fund --no-audit "$here"/dist/js/*.tgz "aws-cdk-lib@$cdk" "constructs@$constructs" 'typescript@~6.0.3' '@types/node@^20' >/dev/null
node "$here/scripts/readme-example.js" typescript >readme.ts
npx tsc --strict --skipLibCheck --module node16 --types node app.ts readme.ts
node app.js
CDK_OUTDIR="$work/readme/typescript/cdk.out" node readme.js
done+=(typescript)

echo "--- Python"
copy python
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "$here"/dist/python/*.whl "aws-cdk-lib==$cdk" "constructs==$constructs"
venv/bin/python app.py
node "$here/scripts/readme-example.js" python >readme.py
CDK_OUTDIR="$work/readme/python/cdk.out" venv/bin/python readme.py
done+=(python)

echo "--- Java"
if ! command -v mvn >/dev/null; then
  skip java "mvn is not installed"
elif [ -z "$(find "$here/dist/java" -name '*.jar' 2>/dev/null)" ]; then
  skip java "what the package needs could not be fetched"
else
  copy java
  mvn --quiet --batch-mode "-Dbuilt=$here/dist/java" compile exec:java
  done+=(java)
fi

echo "--- Go"
if ! command -v go >/dev/null; then
  skip go "go is not installed"
else
  copy go
  cp -r "$here/dist/go/cdkeksworkloadidentity" built
  if go mod tidy >go.log 2>&1; then
    go run .
    done+=(go)
  else
    unfetched go.log || { cat go.log >&2; exit 1; }
    skip go "its modules could not be fetched: $(tail -n 1 go.log | sed 's#https\?://[^/]*/##')"
  fi
fi

cd "$here"
node scripts/same-template.js $(printf "$work/%s/cdk.out/Identities.template.json " "${done[@]}")
node scripts/same-template.js "$work/readme/typescript/cdk.out/Logging.template.json" "$work/readme/python/cdk.out/Logging.template.json"
