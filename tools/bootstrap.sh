# Sets up a fresh machine for ./run and ./test, which source this file; needs python3 with pip, and the network once.
# Each step leaves a stamp, a copy of what it was made from, and is skipped without network while the stamp is equal.

export UV_PYTHON_DOWNLOADS=never
# Offices often inspect TLS with a certificate of their own, which the machine's store knows and bundled lists do not.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

say() {
    printf '%s\n' "$*" >&2
}

require_python() {
    command -v python3 >/dev/null || stop "没有找到 python3。请先安装 Python 3.11 或更新的版本。(python3 >= 3.11 is needed)"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "python3 太旧，请安装 Python 3.11 或更新的版本。(python3 >= 3.11 is needed)"
}

fetch_uv() {
    [ -x .tools/bin/uv ] && return
    python3 -m pip --version >/dev/null 2>&1 || stop "没有找到 pip。请先安装 python3-pip。(python3-pip is needed)"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools \
        --require-hashes -r tools/uv-requirements.lock || stop "下载 uv 失败，请检查网络后重试。(could not fetch uv)"
}

# install_packages LOCK: the virtual environment .venv holds at least the packages of that lock file.
install_packages() {
    if .venv/bin/python -c '' 2>/dev/null; then
        cmp -s "$1" ".venv/$1" && return
    fi
    require_python
    fetch_uv
    say "正在安装 Python 依赖……(installing $1)"
    .venv/bin/python -c '' 2>/dev/null || .tools/bin/uv venv --quiet --clear --python "$(command -v python3)" .venv
    .tools/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$1" ||
        stop "安装 Python 依赖失败，请检查网络后重试。(could not install $1)"
    cp "$1" ".venv/$1"
}

use_node() {
    PATH="$PWD/.venv/bin:$PATH"
    # Node's own list of certificates has the same gap as uv's.
    NODE_OPTIONS="${NODE_OPTIONS:-} --use-system-ca"
    export PATH NODE_OPTIONS
}

# build_assets: node_modules as in package-lock.json, and web/static/built made from web/assets.
build_assets() {
    [ -f package-lock.json ] || return 0
    use_node
    if ! cmp -s package-lock.json node_modules/.installed-lock; then
        say "正在安装前端依赖……(npm ci)"
        npm ci --ignore-scripts --no-audit --no-fund --loglevel=error ||
            stop "安装前端依赖失败，请检查网络后重试。(npm ci failed)"
        cp package-lock.json node_modules/.installed-lock
    fi
    [ -f tools/build_assets.mjs ] || return 0
    sources=$(find web/assets tools/build_assets.mjs package-lock.json -type f -exec cksum {} + | LC_ALL=C sort)
    if [ ! -d web/static/built ] || [ "$sources" != "$(cat node_modules/.built-sources 2>/dev/null)" ]; then
        say "正在生成页面资源……(building assets)"
        node tools/build_assets.mjs >&2 || stop "生成页面资源失败。(building assets failed)"
        printf '%s\n' "$sources" >node_modules/.built-sources
    fi
}
