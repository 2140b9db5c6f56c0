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
    libraries="usr/lib/$(uname -m)-linux-gnu"
    CHROMIUM_LIBRARIES="$browser_root/$libraries:$browser_root/$libraries/pulseaudio:$browser_root/lib/$(uname -m)-linux-gnu"
    export CHROMIUM_LIBRARIES="$CHROMIUM_LIBRARIES:$browser_root/lib"
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
        wanted="$* $(needed_by "$@")"
    fi
    (cd "$apt_state/archives" && apt-get $apt_options download $wanted >>"$apt_state/log" 2>&1) || return
    for archive in "$apt_state"/archives/*.deb; do
        dpkg-deb -x "$archive" "$browser_root" || return
    done
    rm -rf "$apt_state"
}

# All alternatives of all dependencies, less what every Debian has and what a browser without a screen never loads.
needed_by() {
    apt-cache $apt_options depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
        --no-enhances "$@" | grep '^[a-z0-9]' | sort -u | grep -v -x -E \
        'libc6|libc-bin|dpkg|debconf.*|.*perl.*|libllvm.*|libz3.*|libqt.*|libgtk-4.*|.*icon-theme|fonts-.*|.*mesa-dri.*'
}

unpack_npm() {
    npm install --prefix .tools/sparticuz --ignore-scripts --no-save --no-audit --no-fund --loglevel=error "$SPARTICUZ" || return
    mkdir -p "$browser_root"
    # The package unpacks its libraries only on its own cloud; elsewhere the archive lies beside the browser.
    TMPDIR="$browser_root" node --no-warnings --input-type=module -e '
        import fs from "node:fs";
        import zlib from "node:zlib";
        import { pathToFileURL } from "node:url";
        const folder = ".tools/sparticuz/node_modules/@sparticuz/chromium";
        const { default: chromium } = await import(pathToFileURL(folder + "/build/index.js"));
        await chromium.executablePath();
        process.stdout.write(zlib.brotliDecompressSync(fs.readFileSync(folder + "/bin/al2023.tar.br")));' |
        tar -x -C "$browser_root"
}
