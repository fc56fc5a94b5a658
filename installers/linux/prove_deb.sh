#!/bin/bash
# Proves a .deb of the desk in a bare Debian root of its own: install, start, upgrade, refused downgrade, remove,
# reinstall, purge; the data of the person who works there must live through all of it. Nothing outside is changed.
#
#   sudo installers/linux/prove_deb.sh OLD.deb [NEW.deb]     without NEW, OLD is packed again under a higher version
#
# Needs: root, debootstrap, dpkg-deb, python3, Xvfb; a province to enrol at (dev.py sets one up). 90 s, 1.5 GB in $TMPDIR.
# PLATFORM gzf-platform (else that of the checkout's .venv)
# MIRROR  Debian mirror (else the first one in this machine's apt sources)      SUITE  bookworm
# SHOTS   folder for pictures of the window                                     KEEP=1 leaves the root for a look
set -euo pipefail
[ $# -ge 1 ] && [ "$(id -u)" = 0 ] || { sed -n '2,11p' "$0"; exit 2; }

SUITE=${SUITE:-bookworm}
SHOTS=${SHOTS:-}
WORK=$(mktemp -d "${TMPDIR:-/tmp}/gzf-prove.XXXXXX")
ROOT=$WORK/root
LOG=$WORK/log
HERE=$(dirname "$(realpath "$0")")
DATA=/home/clerk/.local/share/gzf-desk
PATIENCE_S=60 # a window that is not there by then will not come
PLATFORM=${PLATFORM:-$(realpath "$HERE/../../.venv/bin/gzf-platform" || true)}
PASSPHRASE=/home/clerk/passphrase # on a real PC typed into the window
CASE_NUMBER=99010119870416102X
XVFB=""
PROVINCE=""

finish() {
    code=$?
    for process in $XVFB $PROVINCE; do kill "$process" 2>/dev/null || true; done
    if [ "$code" = 0 ]; then echo "proved"; else
        echo "FAILED; the last lines:"
        tail -n 30 "$LOG" 2>/dev/null || true
    fi
    if [ "${KEEP:-}" = 1 ]; then echo "root kept: $ROOT (proc and dev/shm are mounted in it)"; exit "$code"; fi
    for mounted in tmp/.X11-unix proc dev/shm; do ! mountpoint -q "$ROOT/$mounted" || umount "$ROOT/$mounted"; done
    if grep -q " $ROOT" /proc/mounts; then echo "still mounted below $ROOT, not removed"; else rm -rf --one-file-system "$WORK"; fi
    exit "$code"
}
trap finish EXIT

printf '%-66s %-9s %s\n' step result seconds
step() { # step WHAT COMMAND...: run, time, note; the first failure ends the proof
    local what=$1 from code
    shift
    from=$(date +%s.%N)
    echo "== $what" >>"$LOG"
    set +e # not "|| code=$?": that would switch -e off inside as well
    ( set -euo pipefail; "$@" ) >>"$LOG" 2>&1
    code=$?
    set -e
    printf '%-66s %-9s %6.1f\n' "$what" "$([ $code = 0 ] && echo fine || echo FAILED)" \
        "$(awk "BEGIN { print $(date +%s.%N) - $from }")"
    return $code
}
note() { printf '%-66s %-9s\n' "$1" "$2"; }

first_mirror() { # from deb822 files and one-line lists
    { sed -n 's/^URIs:[[:space:]]*\([^[:space:]]*\).*/\1/p' /etc/apt/sources.list.d/debian*.sources
      sed -n 's/^deb[[:space:]]\(\[[^]]*\][[:space:]]*\)\{0,1\}\([^[:space:]]*\)[[:space:]].*/\2/p' \
          /etc/apt/sources.list /etc/apt/sources.list.d/*.list; } 2>/dev/null | grep -v security | head -n 1 || true
}

within() { chroot "$ROOT" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
apt() { within apt-get -y -q -o APT::Sandbox::User=root "$@"; }
become_clerk() { # for a process of its own: its number is the program's
    exec chroot --userspec=clerk:clerk "$ROOT" env -i PATH=/usr/bin:/bin HOME=/home/clerk USER=clerk LANG=C.UTF-8 "$@"
}
clerk() { ( become_clerk "$@" ); }
says() { # says WORD COMMAND...: the output holds the word
    local word=$1 text
    shift
    text=$("$@")
    printf '%s\n' "$text" | head -c 4000
    grep -qF -- "$word" <<<"$text"
}
exits() { # exits CODE COMMAND...: exactly that exit code
    local wanted=$1 code=0
    shift
    "$@" || code=$?
    [ "$code" = "$wanted" ]
}
megabytes() { du -smx --exclude="$ROOT/var/cache" "$ROOT" | cut -f1; }
sums() { (cd "$ROOT$DATA" && find . -type f -exec sha256sum {} + | LC_ALL=C sort -k 2); }
remember_data() { sums >"$WORK/data"; }
same_data() { # the package's own steps change no byte of them
    sums | diff "$WORK/data" -
    echo "$(wc -l <"$WORK/data") files of data unchanged"
}

bare_root() {
    debootstrap --variant=minbase "$SUITE" "$ROOT" "$MIRROR"
    mount -t proc proc "$ROOT/proc"
    mkdir -p "$ROOT/dev/shm"
    mount -t tmpfs tmpfs "$ROOT/dev/shm"
    printf '#!/bin/sh\nexit 101\n' >"$ROOT/usr/sbin/policy-rc.d"
    chmod 755 "$ROOT/usr/sbin/policy-rc.d"
    apt-config dump | grep -E '^Acquire::(Check-|[a-z]+::Proxy)' >"$ROOT/etc/apt/apt.conf.d/90proof" || true
    if [ -r /etc/ssl/certs/ca-certificates.crt ]; then
        mkdir -p "$ROOT/etc/ssl/certs"
        cp /etc/ssl/certs/ca-certificates.crt "$ROOT/etc/ssl/certs/"
    fi
    echo "deb $MIRROR $SUITE main" >"$ROOT/etc/apt/sources.list"
    apt update
    within useradd --create-home --shell /bin/sh clerk
    cp "$OLD" "$ROOT/old.deb"
    cp "$NEW" "$ROOT/new.deb"
}
install_old() {
    apt install --no-install-recommends /old.deb
    within dpkg --verify gzf-desk
    [ ! -e "$ROOT/usr/bin/python3" ]
}
libraries() { # every library of the bundle finds what it is linked against
    within sh -c 'find /opt/gzf-desk -type f \( -name "*.so*" -o -perm -u+x \) -exec \
        env LD_LIBRARY_PATH=/opt/gzf-desk/_internal ldd {} + 2>/dev/null' >"$WORK/ldd"
    exits 1 grep "not found" "$WORK/ldd"
}
start_screen() {
    mkdir -p "$WORK/screen" "$ROOT/tmp/.X11-unix" /tmp/.X11-unix
    mount --bind /tmp/.X11-unix "$ROOT/tmp/.X11-unix"
    Xvfb -displayfd 3 -screen 0 1366x768x24 -nolisten tcp -ac -nocursor -fbdir "$WORK/screen" 3>"$WORK/display" >/dev/null 2>&1 &
    echo $! >"$WORK/xvfb"
    timeout 20 sh -c "until [ -s '$WORK/display' ]; do sleep 0.1; done"
}
window() { # window NAME ENVIRONMENT...: the window draws itself, stays, says nothing wrong, and ends when asked to
    local name=$1 began colours share ended=0
    shift
    began=$SECONDS
    become_clerk DISPLAY=":$(cat "$WORK/display")" "$@" gzf-desk >"$WORK/said" 2>&1 &
    local desk=$!
    while :; do
        kill -0 $desk || { cat "$WORK/said"; return 1; }
        read -r colours share < <(python3 "$HERE/screen_png.py" "$WORK/screen/Xvfb_screen0" "$WORK/$name.png")
        if [ "$colours" -ge 50 ] && [ "$share" -ge 10 ]; then break; fi
        [ $((SECONDS - began)) -lt $PATIENCE_S ] || { echo "no window: $colours colours, $share %"; cat "$WORK/said"; kill $desk; return 1; }
        sleep 0.1
    done
    echo "window: $colours colours, $share % of the screen drawn"
    sleep 2 # what would go wrong right after the first picture may go wrong
    kill -0 $desk
    python3 "$HERE/screen_png.py" "$WORK/screen/Xvfb_screen0" "$WORK/$name.png"
    if [ -n "$SHOTS" ]; then mkdir -p "$SHOTS"; cp "$WORK/$name.png" "$SHOTS/"; fi
    kill -TERM $desk
    wait $desk || ended=$?
    cat "$WORK/said"
    exits 1 grep -E "Traceback|Error|qt.qpa" "$WORK/said"
    [ $ended = 0 ] || [ $ended = 143 ]
}
offscreen() { # without any screen: runs until it is told to stop
    local code=0
    clerk QT_QPA_PLATFORM=offscreen timeout 5 gzf-desk >"$WORK/said" 2>&1 || code=$?
    cat "$WORK/said"
    [ $code = 124 ]
    exits 1 grep -E "Traceback|Error" "$WORK/said"
}
start_province() {
    "$PLATFORM" init --data-dir "$WORK/province"
    "$PLATFORM" seed --city yichun2 --households 2 --data-dir "$WORK/province"
    "$PLATFORM" serve --data-dir "$WORK/province" --host 127.0.0.1 --port 0 >"$WORK/serving" 2>&1 &
    echo $! >"$WORK/platform"
    timeout 30 sh -c "until grep -q '^listening on ' '$WORK/serving'; do sleep 0.1; done"
}
value() { # value KEY...: what the JSON on standard input holds there
    python3 -c 'import json, sys
answer = json.load(sys.stdin)
for key in sys.argv[1:]:
    answer = answer[int(key)] if isinstance(answer, list) else answer[key]
print(answer)' "$@"
}
desk() { clerk GZF_PASSPHRASE_FILE=$PASSPHRASE gzf-desk "$@" --json; }
enrol() {
    local code
    code=$("$PLATFORM" enroll-code --site street-001 --role street_window --data-dir "$WORK/province" --json)
    echo 'the passphrase of this proof' >"$ROOT$PASSPHRASE"
    chmod 644 "$ROOT$PASSPHRASE"
    desk enroll "$(value code <<<"$code")" --server "$(sed -n 's/^listening on //p' "$WORK/serving")"
    desk operator use "$(value operators 0 <<<"$code")"
}
make_data() { # what a person does: a card read, a case begun, printed, synced; an edited setting of this PC
    local card number
    clerk gzf-desk card lay lin-xiuli
    card=$(clerk gzf-desk card read --timeout 10 --json)
    number=$(value number <<<"$card")
    [ "$number" = "$CASE_NUMBER" ]
    printf '{"draft": {"members": {"m1": {"name": "%s", "document_type": "resident", "document_number": "%s", "kinship": "01"}}}}\n' \
        "$(value name <<<"$card")" "$number" >"$ROOT/home/clerk/case.jsonl"
    desk case import /home/clerk/case.jsonl >"$WORK/imported"
    value cases 0 <"$WORK/imported" >"$WORK/case"
    desk print D01 "$(cat "$WORK/case")" --out /home/clerk/D01.pdf
    [ "$(head -c 5 "$ROOT/home/clerk/D01.pdf")" = "%PDF-" ]
    desk sync --once >"$WORK/synced"
    cat "$WORK/synced"
    [ "$(value pushed <"$WORK/synced")" -gt 0 ]
    [ "$(value pending <"$WORK/synced")" = 0 ]
    echo 'GZF_PROOF=edited' >>"$ROOT/etc/gzf-desk/environment"
}
offline() {
    kill "$PROVINCE"
    timeout 20 sh -c "while kill -0 $PROVINCE 2>/dev/null; do sleep 0.1; done"
}
still_there() {
    same_data
    says "$CASE_NUMBER" desk case show "$(cat "$WORK/case")" >"$WORK/shown"
    says '"ok":true' desk log verify >"$WORK/verified"
    grep -q GZF_PROOF=edited "$ROOT/etc/gzf-desk/environment"
}
upgrade() {
    remember_data
    apt install --no-install-recommends /new.deb
    [ "$(version)" = "$NEW_VERSION" ]
    still_there
}
version() { within dpkg-query -W -f '${Version}' gzf-desk; }
downgrade() {
    exits 100 apt install --no-install-recommends /old.deb
    [ "$(version)" = "$NEW_VERSION" ]
}
remove() {
    within dpkg -L gzf-desk >"$WORK/files"
    remember_data
    apt remove gzf-desk
    [ ! -e "$ROOT/opt/gzf-desk" ]
    [ ! -e "$ROOT/usr/bin/gzf-desk" ]
    [ -e "$ROOT/etc/gzf-desk/environment" ]
    same_data
}
install_again() {
    apt install --no-install-recommends /new.deb
    still_there
}
purge() {
    remember_data
    apt purge gzf-desk
    while read -r path; do [ ! -f "$ROOT$path" ] || { echo "left behind: $path"; return 1; }; done <"$WORK/files"
    [ ! -e "$ROOT/etc/gzf-desk" ]
    same_data
}
repack() { # the same package under a higher version
    dpkg-deb -R "$OLD" "$WORK/tree"
    sed -i "s/^Version:.*/Version: $OLD_VERSION+proof1/" "$WORK/tree/DEBIAN/control"
    dpkg-deb --root-owner-group -Zgzip -z1 -b "$WORK/tree" "$WORK/new.deb"
    rm -rf "$WORK/tree"
}

OLD=$(realpath "$1")
OLD_VERSION=$(dpkg-deb -f "$OLD" Version)
MIRROR=${MIRROR:-$(first_mirror)}
[ -n "$MIRROR" ] || { echo "no Debian mirror in this machine's apt sources: set MIRROR"; exit 2; }
[ -x "$PLATFORM" ] || { echo "no gzf-platform here: run python3 dev.py setup, or set PLATFORM"; exit 2; }
if [ $# -ge 2 ]; then NEW=$(realpath "$2"); else
    NEW=$WORK/new.deb
    step "pack again as $OLD_VERSION+proof1" repack
fi
NEW_VERSION=$(dpkg-deb -f "$NEW" Version)
dpkg --compare-versions "$NEW_VERSION" gt "$OLD_VERSION" || { echo "$NEW_VERSION is not higher than $OLD_VERSION"; exit 2; }

step "bare $SUITE (debootstrap minbase)" bare_root
BEFORE=$(megabytes)
PACKAGES=$(within dpkg-query -W | wc -l)
step "install $OLD_VERSION ($(du -m "$OLD" | cut -f1) MB); no python3 comes along" install_old
note "  $(($(within dpkg-query -W | wc -l) - PACKAGES)) packages, $(($(megabytes) - BEFORE)) MB more" ""
step "every bundled library finds its libraries" libraries
step "gzf-desk --help (as an ordinary user)" says check-id clerk gzf-desk --help
step "gzf-desk --help without any locale" says check-id clerk LANG=C LC_ALL=C gzf-desk --help
step "gzf-desk check-id 11010519491231002X --json" says '"valid":true' clerk gzf-desk check-id 11010519491231002X --json
step "gzf-desk check-id with a wrong check digit: exit 1" exits 1 clerk gzf-desk check-id 110105194912310021 --json
step "the window stays up without a screen (offscreen)" offscreen
step "a screen (Xvfb, outside of the root)" start_screen
XVFB=$(cat "$WORK/xvfb")
step "the window on X11 draws itself, first start" window first-start LC_ALL=C.UTF-8
step "a province (gzf-platform, outside of the root)" start_province
PROVINCE=$(cat "$WORK/platform")
step "enrol this PC, choose the operator" enrol
step "data: card read, case begun, D01 printed, synced; /etc edited" make_data
step "the province goes away: from here on without a network" offline
step "upgrade to $NEW_VERSION: data and edited conffile kept" upgrade
step "the window on X11 after the upgrade" window after-upgrade LC_ALL=C.UTF-8
step "downgrade to $OLD_VERSION refused" downgrade
step "remove: program gone, data and conffile kept" remove
step "install again: the data are read" install_again
step "purge: /etc/gzf-desk gone, nothing left behind, data kept" purge
