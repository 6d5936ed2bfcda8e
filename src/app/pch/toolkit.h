/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nearly every file of the window includes; see the option `precompiled`. */
#include <adwaita.h>
