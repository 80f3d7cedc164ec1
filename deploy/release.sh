#!/usr/bin/env bash
# Creates a release: sets the version, dates the changelog, commits, tags, and starts the next version.
#   deploy/release.sh 0.2.0 0.3.0             prints the steps
#   deploy/release.sh --execute 0.2.0 0.3.0   runs them, without pushing; the pushed tag starts the release workflow
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  echo "release.sh: $*" >&2
  exit 1
}

execute=false
if [ "${1:-}" = "--execute" ]; then
  execute=true
  shift
fi
[ $# -eq 2 ] || fail "usage: deploy/release.sh [--execute] VERSION NEXT_VERSION"
version=$1
next=$2
for given in "$version" "$next"; do
  [[ $given =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "$given is not a version such as 1.2.3"
done
[ "$version" != "$next" ] || fail "the next version must be another one than $version"
[ -z "$(git status --porcelain)" ] || fail "the working tree has changes: commit or stash them first"
if git rev-parse -q --verify "refs/tags/v$version" > /dev/null; then
  fail "the tag v$version exists already"
fi
current=$(sed -n '/<artifactId>joinly-manager</{n;s|.*<version>\(.*\)</version>.*|\1|p;q;}' pom.xml)
[[ $current == *-SNAPSHOT ]] || fail "pom.xml has the version $current, which is not a SNAPSHOT"
grep -q '^## \[Unreleased\]' CHANGELOG.md || fail "CHANGELOG.md has no heading [Unreleased]"

if ! $execute; then
  cat << PLAN
Would release $version (pom.xml has $current):
  pom.xml, k8s/base, examples/overlay   version $version
  CHANGELOG.md                          ## [$version] – $(date -u +%F)
  git                                   commit and tag v$version
  pom.xml, CHANGELOG.md                 ${next}-SNAPSHOT, ## [Unreleased] – $next, and a commit
Run it with --execute to do so.
PLAN
  exit 0
fi

set_version() {
  sed -i "/<artifactId>joinly-manager</{n;s|<version>.*</version>|<version>$1</version>|;}" pom.xml
}

set_version "$version"
sed -i "s/^    newTag: .*/    newTag: $version/" k8s/base/kustomization.yaml examples/overlay/kustomization.yaml
sed -i "s/?ref=v.*/?ref=v$version/" examples/overlay/kustomization.yaml
sed -i "s/^## \[Unreleased\].*/## [$version] – $(date -u +%F)/" CHANGELOG.md
git commit -qam "chore: release $version"
git tag -a "v$version" -m "Joinly Manager $version"

set_version "$next-SNAPSHOT"
sed -i "0,/^## \[$version\]/s//## [Unreleased] – $next\n\n## [$version]/" CHANGELOG.md
git commit -qam "chore: begin $next"
echo "Released $version. Now: git push origin HEAD v$version"
