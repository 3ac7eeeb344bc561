#!/usr/bin/env bash
# The package in every language that this machine can build: npm and Python always, Java and Go where their
# tools are, .NET as generated code.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/unfetched.sh
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20
# Not all of dist: a release has put its tag and changelog there.
rm -rf dist/{js,python,java,go,dotnet}
[ -e .jsii ] || npx projen compile
# The examples in every other language: without them Python's page shows TypeScript.
[ .jsii.tabl.json -nt .jsii ] || npx jsii-rosetta extract --compile --fail .

npx jsii-pacmak --target js
npx jsii-pacmak --target python
for language in java:mvn go:go; do
  target=${language%%:*}
  tool=${language##*:}
  if command -v "$tool" >/dev/null; then
    npx jsii-pacmak --target "$target" >"dist/$target.log" 2>&1 || {
      unfetched "dist/$target.log" || { cat "dist/$target.log" >&2; exit 1; }
      echo "SKIPPED $target: what it needs could not be fetched (dist/$target.log), so only its code is generated"
      npx jsii-pacmak --target "$target" --code-only
    }
  else
    echo "SKIPPED $target: $tool is not installed"
  fi
done
npx jsii-pacmak --target dotnet --code-only
find dist -type f \( -name '*.tgz' -o -name '*.whl' -o -name '*.jar' -o -name go.mod -o -name '*.csproj' \) | sort

python3 - dist/python/*.whl <<'PYTHON'
import sys, zipfile

wheel = zipfile.ZipFile(sys.argv[1])
page = next(name for name in wheel.namelist() if name.endswith("METADATA"))
if "(this, '" in wheel.read(page).decode():
    sys.exit("the page of the Python package has examples in TypeScript")
PYTHON

# What every user downloads, in every language: the same archive is inside all packages.
needed='bin/[a-z-]+|lib/.+\.(js|d\.ts)|schema/.+\.json|node_modules/yaml/.+'
needed+='|package\.json|\.jsii|\.jsii\.tabl\.json|(API|README|SECURITY)\.md|LICENSE'
unneeded=$(tar -tf dist/js/*.tgz | grep -vxE "package/($needed)" || true)
[ -z "$unneeded" ] || { echo "not for users: $unneeded" >&2; exit 1; }
largest=1000000
size=$(stat -c %s dist/js/*.tgz)
echo "npm archive: $size bytes packed, at most $largest"
[ "$size" -le "$largest" ]
