# What the scripts share: messages, and the packages that they need. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
install=yes

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 69; }

# need FILE-OR-COMMAND PACKAGE: remembers the Debian package when what it brings is not here.
missing=()
need() {
  if [[ $1 == /* ]]; then [[ -e $1 ]]; else command -v "$1" >/dev/null 2>&1; fi || missing+=("$2")
}

# What the program and its tests are linked with.
need_libraries() {
  need /usr/include/hiredis/hiredis.h libhiredis-dev
  need /usr/include/zlib.h zlib1g-dev
  need /usr/include/zstd.h libzstd-dev
  need /usr/include/sqlite3.h libsqlite3-dev
}

# Installs what is missing, or says how to; quick and silent when nothing is.
install_missing() {
  [[ ${#missing[@]} -eq 0 ]] && return
  local as_root=()
  [[ $(id -u) -eq 0 ]] || as_root=(sudo)
  local command="${as_root[*]+${as_root[*]} }apt-get install -y --no-install-recommends ${missing[*]}"
  [[ $install == yes ]] || fail "expected the packages ${missing[*]}, found that they are not installed; run: $command"
  command -v apt-get >/dev/null || fail "expected apt-get to install ${missing[*]} with; install them your way, then run this again"
  [[ ${#as_root[@]} -eq 0 ]] || command -v sudo >/dev/null || fail "expected root or sudo; as root run: apt-get install -y ${missing[*]}"
  say "Installing ${missing[*]} …"
  # Update first: the lists of a fresh machine are empty or old.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null ||
    say "warning: apt-get update failed; trying with the lists that are here"
  # A server that the package would start by itself is not wanted: the scripts start their own.
  local policy=/usr/sbin/policy-rc.d made_policy=
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null && "${as_root[@]}" chmod +x $policy
    made_policy=yes
  fi
  local status=0
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || status=$?
  [[ -z $made_policy ]] || "${as_root[@]}" rm -f $policy
  [[ $status -eq 0 ]] || fail "expected apt-get to install ${missing[*]}, found that it failed (above)"
}

need_swift() {
  command -v swift >/dev/null ||
    fail "expected a Swift 6.2 toolchain or later, found none; install one from https://www.swift.org/install/linux/"
}

# build OPTIONS: builds, with progress on a terminal and only what is wrong elsewhere.
build() {
  [[ -w $root ]] || fail "expected a folder to build in, found that $root cannot be written; clone it where you may write"
  local quiet=(--quiet)
  [[ ! -t 2 ]] || quiet=()
  # A script that is killed takes its build with it.
  setpriv --pdeathsig TERM swift build "${quiet[@]}" "$@" >&2 || fail "expected a build without errors, found those above"
}

# Databento's own reader of DBN, as it is on PyPI.
databento_dbn_version=0.72.0
# The same with numpy in front of it, which wants a reader of its own.
databento_version=0.87.0

# python_with FOLDER PACKAGE VERSION: sees to it that the Python in FOLDER, a folder here, has a package of PyPI's.
python_with() {
  local venv=$root/$1
  # A Python that was made without pip is made again.
  [[ -x $venv/bin/pip ]] || python3 -m venv --clear "$venv" >&2 ||
    fail "expected python3 to make an environment in $venv, found that it cannot (above)"
  "$venv/bin/python" -c "import importlib.metadata as m; assert m.version('$2') == '$3'" 2>/dev/null ||
    "$venv/bin/pip" install --quiet --disable-pip-version-check "$2==$3" >&2 ||
    fail "expected pip to install $2 $3, found that it cannot (above)"
}
