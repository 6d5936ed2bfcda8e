# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What Gradus needs on each kind of system, and how to install what is missing. Sourced by
# scripts/run and scripts/test; nothing is installed that is there already.

apt_build="meson ninja-build gcc libc6-dev pkg-config gettext libglib2.0-dev libgtk-4-dev
  libadwaita-1-dev libgtksourceview-5-dev libjson-glib-dev libarchive-dev libhdf5-dev
  libopenblas-dev zlib1g-dev fonts-cantarell fonts-dejavu-core adwaita-icon-theme
  librsvg2-common libgtk-4-bin desktop-file-utils shared-mime-info
  protobuf-c-compiler libprotobuf-c-dev libonnx-dev"
apt_test="xvfb xauth dbus at-spi2-core openbox xcompmgr x11-utils xdotool imagemagick
  python3 python3-gi gir1.2-atspi-2.0 poppler-utils librsvg2-bin desktop-file-utils
  appstream libxml2-utils binutils valgrind python3-numpy python3-h5py
  clang libclang-rt-dev nodejs python3-onnx python3-opencv"
# Some packages of node bring npm along, and do not go together with Debian's npm.
command -v npm >/dev/null || apt_test="$apt_test npm"

dnf_build="meson ninja-build gcc pkgconf-pkg-config gettext glib2-devel gtk4-devel
  libadwaita-devel gtksourceview5-devel json-glib-devel libarchive-devel hdf5-devel
  openblas-devel zlib-devel abattis-cantarell-fonts dejavu-sans-mono-fonts adwaita-icon-theme
  librsvg2 desktop-file-utils shared-mime-info protobuf-c-compiler protobuf-c-devel onnx-devel"
dnf_test="xorg-x11-server-Xvfb dbus-daemon dbus-x11 at-spi2-core openbox xcompmgr xdotool
  xwininfo ImageMagick python3 python3-gobject poppler-utils librsvg2-tools
  desktop-file-utils appstream libxml2 binutils libasan libubsan valgrind python3-numpy
  python3-h5py clang compiler-rt nodejs npm python3-onnx python3-opencv"

pacman_build="meson ninja gcc pkgconf gettext glib2 gtk4 libadwaita gtksourceview5 json-glib
  libarchive hdf5 openblas zlib cantarell-fonts ttf-dejavu adwaita-icon-theme librsvg desktop-file-utils
  shared-mime-info protobuf-c"
pacman_test="xorg-server-xvfb dbus at-spi2-core openbox xcompmgr xdotool xorg-xwininfo
  imagemagick python python-gobject poppler desktop-file-utils appstream libxml2 binutils valgrind
  python-numpy python-h5py clang compiler-rt nodejs npm python-opencv"

brew_build="meson ninja pkg-config gettext glib gtk4 libadwaita gtksourceview5 json-glib
  libarchive hdf5 openblas zlib adwaita-icon-theme librsvg desktop-file-utils
  shared-mime-info protobuf-c onnx"
brew_test="python numpy poppler desktop-file-utils node"

say () { printf '%s\n' "$*" >&2; }

as_root ()
{
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Root changes nothing on this machine without a yes; without a terminal the answer is no.
may_install ()
{
  say "Gradus needs these packages, which are not installed:"
  say "  $*"
  [ "$(id -u)" = 0 ] && return 0
  if [ ! -t 0 ]; then
    say "Install them, or run this script in a terminal."
    return 1
  fi
  printf 'Install them with sudo? [Y/n] ' >&2
  read -r answer
  case "$answer" in [nN]*) return 1 ;; *) return 0 ;; esac
}

missing_with ()
{
  local query=$1 package; shift
  for package in "$@"; do $query "$package" >/dev/null 2>&1 || printf '%s ' "$package"; done
}

# One question to dpkg for all packages: a second start must be quick.
missing_apt ()
{
  local have
  have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
  # grep fails where it finds nothing, which is the good case here.
  { printf '%s\n' "$@" | grep -vxF -f <(printf '%s\n' "$have") || true; } | tr '\n' ' '
}

ensure ()
{
  local kind=$1 wanted lacking
  if command -v apt-get >/dev/null; then
    wanted=$apt_build; [ "$kind" = test ] && wanted="$wanted $apt_test"
    lacking=$(missing_apt $wanted)
    [ -z "${lacking// /}" ] && return 0
    may_install $lacking || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq || say "The package list could not be renewed; trying with the old one."
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $lacking >/dev/null
  elif command -v dnf >/dev/null; then
    wanted=$dnf_build; [ "$kind" = test ] && wanted="$wanted $dnf_test"
    lacking=$(missing_with "rpm -q --whatprovides" $wanted)
    [ -z "${lacking// /}" ] && return 0
    may_install $lacking && as_root dnf install -y -q $lacking
  elif command -v pacman >/dev/null; then
    wanted=$pacman_build; [ "$kind" = test ] && wanted="$wanted $pacman_test"
    lacking=$(missing_with "pacman -Q" $wanted)
    [ -z "${lacking// /}" ] && return 0
    may_install $lacking && as_root pacman -S --needed --noconfirm $lacking
  elif command -v brew >/dev/null; then
    wanted=$brew_build; [ "$kind" = test ] && wanted="$wanted $brew_test"
    lacking=$(missing_with "brew list" $wanted)
    [ -z "${lacking// /}" ] && return 0
    say "Installing with Homebrew: $lacking"
    brew install $lacking
  else
    say "This system's package manager is not known here. README.md lists what Gradus needs."
    return 1
  fi
}

# configure FOLDER OPTION…: sets the build folder up once; later calls cost nothing.
configure ()
{
  local folder=$1; shift
  [ -f "$folder/build.ninja" ] && return 0
  meson setup "$folder" "$@" >"$folder.log" 2>&1 || { cat "$folder.log" >&2; return 1; }
  mv "$folder.log" "$folder/setup.log"
}
