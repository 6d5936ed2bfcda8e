/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>
#include <zlib.h>

/* Zip files have check sums, behind which a plain mutation never gets. This one puts them
 * right afterwards, for members that are stored as they are; one time in eight it does
 * not. */

#define N_CENTRAL 46
#define N_LOCAL 30
#define N_END 22

static uint32_t
get32 (const uint8_t *bytes)
{
  return (uint32_t) bytes[0] | (uint32_t) bytes[1] << 8 | (uint32_t) bytes[2] << 16 |
         (uint32_t) bytes[3] << 24;
}

static void
put32 (uint8_t *bytes, uint32_t value)
{
  for (int i = 0; i < 4; i++)
    bytes[i] = (uint8_t) (value >> 8 * i);
}

/* Returns where the next entry of the list at the end begins. */
static size_t
mend_member (uint8_t *data, size_t size, size_t at)
{
  uint8_t *central = data + at;
  uint32_t n_bytes = get32 (central + 20);
  uint32_t offset = get32 (central + 42);
  size_t   start;

  if (central[10] == 0 && central[11] == 0 && (uint64_t) offset + N_LOCAL <= size)
    {
      start = offset + N_LOCAL + (get32 (data + offset + 26) & 0xffff) +
              (get32 (data + offset + 26) >> 16);
      if (start + (uint64_t) n_bytes <= size)
        {
          uint32_t sum = (uint32_t) crc32 (0, data + start, n_bytes);

          put32 (central + 16, sum);
          put32 (data + offset + 14, sum);
        }
    }
  return at + N_CENTRAL + (get32 (central + 28) & 0xffff) + (get32 (central + 28) >> 16) +
         (get32 (central + 32) & 0xffff);
}

size_t
LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
  size_t at, end;

  size = LLVMFuzzerMutate (data, size, max_size);
  if (size < N_END || seed % 8 == 0)
    return size;
  for (end = size - N_END; end > 0 && memcmp (data + end, "PK\5\6", 4) != 0; end--)
    ;
  at = get32 (data + end + 16);
  while (at <= size && size - at >= N_CENTRAL && memcmp (data + at, "PK\1\2", 4) == 0)
    at = mend_member (data, size, at);
  return size;
}
