# Finds a Chromium and a Chinese font for the tests in a browser, or fetches them; ./test --all sources this file.
# Afterwards CHROMIUM names the executable. A machine without root gets both into .tools/browser, from Debian's packages.

BROWSER_PACKAGES="chromium fonts-wqy-microhei"
SPARTICUZ="@sparticuz/chromium@153.0.0"
browser_root="$PWD/.tools/browser"

find_browser() {
    found_browser || fetch_browser
    found_browser || stop "没有 Chromium，也没能下载。请安装 chromium 后重试。(no Chromium found and none could be fetched)"
    [ -n "$(fc-list :lang=zh 2>/dev/null | head -1)" ] || [ -d "$browser_root/usr/share/fonts" ] || fetch_font ||
        stop "没有中文字体。请安装 fonts-wqy-microhei 后重试。(no Chinese font)"
    if [ -d "$browser_root/usr/share/fonts" ]; then
        export XDG_DATA_HOME="$browser_root/usr/share"
    fi
}

found_browser() {
    for name in "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" >/dev/null; then
            CHROMIUM=$(command -v "$name")
            export CHROMIUM
            return
        fi
    done
    unpacked="$browser_root/usr/lib/chromium/chromium"
    [ -x "$unpacked" ] || unpacked="$browser_root/chromium"
    [ -x "$unpacked" ] || return
    export CHROMIUM="$unpacked"
    # Not for every command: what else is run keeps the machine's own libraries.
    export CHROMIUM_LIBRARIES="$browser_root/usr/lib/$(uname -m)-linux-gnu:$browser_root/lib/$(uname -m)-linux-gnu:$browser_root/lib"
}

fetch_browser() {
    say "正在准备测试用的浏览器……(fetching Chromium)"
    install_as_root $BROWSER_PACKAGES || unpack_debian $BROWSER_PACKAGES || unpack_npm
}

fetch_font() {
    install_as_root fonts-wqy-microhei || unpack_debian --no-dependencies fonts-wqy-microhei
}

install_as_root() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@"; } \
        >"$PWD/.tools/apt.log" 2>&1
}

# Without root apt can read lists and fetch packages into folders of our own, and dpkg -x unpacks them anywhere.
unpack_debian() {
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return
    apt_state="$PWD/.tools/apt"
    mkdir -p "$apt_state/lists/partial" "$apt_state/archives/partial" "$browser_root"
    apt_options="-qq -o Dir::State::lists=$apt_state/lists -o Dir::Cache=$apt_state -o Debug::NoLocking=1"
    apt-get $apt_options update >"$apt_state/log" 2>&1 || return
    if [ "$1" = --no-dependencies ]; then
        shift
        wanted="$*"
    else
        wanted=$(apt-cache $apt_options depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
            --no-replaces --no-enhances "$@" | grep '^[a-z0-9]' | grep -v -x -E 'libc6|libc-bin|dpkg|debconf.*|perl.*' | sort -u)
    fi
    (cd "$apt_state/archives" && apt-get $apt_options download $wanted >>"$apt_state/log" 2>&1) || return
    for archive in "$apt_state"/archives/*.deb; do
        dpkg-deb -x "$archive" "$browser_root" || return
    done
    rm -rf "$apt_state"
}

unpack_npm() {
    npm install --prefix .tools/sparticuz --ignore-scripts --no-save --no-audit --no-fund --loglevel=error "$SPARTICUZ" || return
    mkdir -p "$browser_root"
    TMPDIR="$browser_root" node --input-type=module -e '
        import { pathToFileURL } from "node:url";
        const entry = pathToFileURL(".tools/sparticuz/node_modules/@sparticuz/chromium/build/index.js");
        const { default: chromium } = await import(entry);
        console.log(await chromium.executablePath());' >&2
}
