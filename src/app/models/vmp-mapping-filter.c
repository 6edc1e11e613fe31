/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed to find mappings: parsed once, then asked for each of them. */
#include "config.h"

#include "vmp-mapping-filter.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/model/vmp-mapping-size.h"

/* So many hex digits are an address; fewer may well be a word ("cafe", "facade"). */
#define LEAST_ADDRESS_DIGITS 8

typedef enum
{
  TERM_TEXT,
  TERM_NAME,
  TERM_TYPE,
  TERM_PERMISSIONS,
  TERM_FLAG,
  TERM_THREAD,
  TERM_COMPARE,
  TERM_ADDRESS,
  TERM_RANGE,
} TermKind;

typedef enum
{
  LESS, LESS_OR_EQUAL, EQUAL, GREATER_OR_EQUAL, GREATER
} Relation;

/* What is compared with a number. Those below are sizes of smaps. */
enum
{
  VALUE_SIZE = VMP_N_MAPPING_SIZES,
  VALUE_PRIVATE,
  VALUE_SHARED,
};

typedef struct
{
  guint8    kind;           /* TermKind */
  gboolean  negated;
  guint8    relation;
  guint8    value;          /* what is compared */
  guint32   types;          /* a bit for each type that the text means */
  char     *text;           /* folded where it is looked for in texts; owned */
  guint64   begin, end;     /* addresses, @end exclusive; or what is compared with, in bytes */
} Term;

struct _VmpMappingFilter
{
  GArray *terms;            /* of Term */
  char   *problem;
};

static const struct { const char *name; guint8 value; } values[] = {
  { "size", VALUE_SIZE },
  { "rss", VMP_MAPPING_RSS }, { "resident", VMP_MAPPING_RSS },
  { "pss", VMP_MAPPING_PSS },
  { "swap", VMP_MAPPING_SWAP },
  { "dirty", VMP_MAPPING_PRIVATE_DIRTY },
  { "private", VALUE_PRIVATE },
  { "shared", VALUE_SHARED },
  { "anonymous", VMP_MAPPING_ANONYMOUS },
  { "referenced", VMP_MAPPING_REFERENCED },
  { "huge", VMP_MAPPING_ANON_HUGE_PAGES },
  { "locked", VMP_MAPPING_LOCKED },
};

static void
clear_term (gpointer term)
{
  g_free (((Term *) term)->text);
}

/* Types whose label or key contains @folded. */
static guint32
find_types (const char *folded)
{
  guint32 types = 0;

  G_STATIC_ASSERT (VMP_N_MAPPING_TYPES <= 32);
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      const VmpMappingTypeInfo *info = vmp_mapping_type_get (i);
      g_autofree char *label = g_utf8_casefold (_(info->label), -1);

      if (strstr (info->key, folded) != NULL || strstr (label, folded) != NULL)
        types |= 1u << i;
    }
  return types;
}

static gboolean
read_hex (const char *text, gsize len, guint64 *out)
{
  guint64 value = 0;

  if (len > 2 && text[0] == '0' && g_ascii_tolower (text[1]) == 'x')
    {
      text += 2;
      len -= 2;
    }
  if (len == 0 || len > 16)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    {
      if (!g_ascii_isxdigit (text[i]))
        return FALSE;
      value = value << 4 | (guint64) g_ascii_xdigit_value (text[i]);
    }
  *out = value;
  return TRUE;
}

gboolean
vmp_mapping_filter_read_address (const char *text, guint64 *out)
{
  gsize len = strlen (text);
  gboolean marked = len > 2 && text[0] == '0' && g_ascii_tolower (text[1]) == 'x';

  return (marked || len >= LEAST_ADDRESS_DIGITS) && read_hex (text, len, out);
}

/* "7f3100000000-7f3200000000", as maps writes it. */
static gboolean
read_range (const char *word, Term *term)
{
  const char *dash = strchr (word, '-');

  if (dash == NULL || dash - word < 5 || !read_hex (word, (gsize) (dash - word), &term->begin)
      || !read_hex (dash + 1, strlen (dash + 1), &term->end) || term->end <= term->begin)
    return FALSE;
  term->kind = TERM_RANGE;
  return TRUE;
}

/* "64K", "1.5M", "2GiB", "4096", "1 MB" without the space; powers of 1024, as memory comes in pages. */
static gboolean
read_bytes (const char *text, guint64 *out)
{
  static const char units[] = "kmgtp";
  char *end;
  double value = g_ascii_strtod (text, &end);
  const char *unit;

  if (end == text || !g_ascii_isdigit (text[0]) || !(value >= 0))
    return FALSE;
  unit = *end != '\0' ? strchr (units, g_ascii_tolower (*end)) : NULL;
  if (unit != NULL && *unit != '\0')
    {
      for (const char *at = units; at <= unit; at++)
        value *= 1024;
      end++;
      if (g_ascii_tolower (*end) == 'i')
        end++;
    }
  if (g_ascii_tolower (*end) == 'b')
    end++;
  if (*end != '\0' || value >= 9e18)
    return FALSE;
  *out = (guint64) value;
  return TRUE;
}

/* ">1M", "rss>=64K". TRUE also if it looks so but can't be read: then @out_bad is set. */
static gboolean
read_comparison (const char *word, Term *term, gboolean *out_bad)
{
  gsize name_len = strcspn (word, "<>=");
  const char *at = word + name_len;
  gboolean known = name_len == 0;

  if (*at == '\0')
    return FALSE;
  term->value = VALUE_SIZE;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      if (strlen (values[i].name) == name_len && g_ascii_strncasecmp (values[i].name, word, name_len) == 0)
        {
          term->value = values[i].value;
          known = TRUE;
        }
    }
  /* A name of a file may have such a sign in it. */
  if (!known)
    return FALSE;
  term->kind = TERM_COMPARE;
  if (at[0] == '=')
    term->relation = EQUAL;
  else if (at[1] == '=')
    term->relation = at[0] == '<' ? LESS_OR_EQUAL : GREATER_OR_EQUAL;
  else
    term->relation = at[0] == '<' ? LESS : GREATER;
  at += term->relation == LESS_OR_EQUAL || term->relation == GREATER_OR_EQUAL ? 2 : 1;
  *out_bad = !read_bytes (at, &term->begin);
  return TRUE;
}

static gboolean
are_permissions (const char *text)
{
  gsize len = strlen (text);

  if (len == 0 || len > 4)
    return FALSE;
  /* Four places, one by one; fewer letters may stand in any order. */
  return strspn (text, len == 4 ? "rwxsp-." : "rwxsp") == len;
}

/* The words with a colon. */
static gboolean
read_prefixed (const char *word, Term *term, gboolean *out_bad)
{
  static const struct { const char *prefix; TermKind kind; } prefixes[] = {
    { "name:", TERM_NAME }, { "type:", TERM_TYPE }, { "perm:", TERM_PERMISSIONS }, { "flag:", TERM_FLAG },
    { "thread:", TERM_THREAD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      gsize len = strlen (prefixes[i].prefix);

      if (g_ascii_strncasecmp (word, prefixes[i].prefix, len) != 0)
        continue;
      term->kind = prefixes[i].kind;
      term->text = g_utf8_casefold (word + len, -1);
      if (term->kind == TERM_TYPE)
        *out_bad = (term->types = find_types (term->text)) == 0 || *term->text == '\0';
      else if (term->kind == TERM_PERMISSIONS)
        *out_bad = !are_permissions (term->text);
      else if (term->kind == TERM_FLAG)
        *out_bad = strlen (term->text) != 2;
      else if (term->kind == TERM_THREAD)
        *out_bad = !g_ascii_string_to_unsigned (term->text, 10, 1, G_MAXINT32, &term->begin, NULL);
      return TRUE;
    }
  return FALSE;
}

static void
read_text (const char *word, Term *term)
{
  g_free (term->text);
  term->kind = TERM_TEXT;
  term->text = g_utf8_casefold (word, -1);
  term->types = find_types (term->text);
}

static void
add_word (VmpMappingFilter *self, const char *word, gboolean quoted)
{
  Term term = { 0 };
  gboolean bad = FALSE;

  if (!quoted && word[0] == '-' && word[1] != '\0')
    {
      term.negated = TRUE;
      word++;
    }
  if (*word == '\0')
    return;
  if (!quoted && vmp_mapping_filter_read_address (word, &term.begin))
    {
      term.kind = TERM_ADDRESS;
      term.text = g_utf8_casefold (word, -1);
    }
  else if (quoted || !(read_range (word, &term) || read_prefixed (word, &term, &bad) || read_comparison (word, &term, &bad)))
    read_text (word, &term);
  if (bad)
    {
      if (self->problem == NULL)
        self->problem = g_strdup (word);
      read_text (word, &term);
    }
  g_array_append_val (self->terms, term);
}

/* The next word of *at, without its quotes; NULL at the end. Quotes may begin within a word: name:"a b". */
static char *
next_word (const char **at, gboolean *out_quoted)
{
  GString *word;
  gboolean inside = FALSE;

  while (g_ascii_isspace (**at))
    (*at)++;
  if (**at == '\0')
    return NULL;
  *out_quoted = **at == '"';
  word = g_string_new (NULL);
  for (; **at != '\0' && (inside || !g_ascii_isspace (**at)); (*at)++)
    {
      if (**at == '"')
        inside = !inside;
      else
        g_string_append_c (word, **at);
    }
  return g_string_free (word, FALSE);
}

VmpMappingFilter *
vmp_mapping_filter_new (const char *text)
{
  VmpMappingFilter *self = g_atomic_rc_box_new0 (VmpMappingFilter);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *at = valid;
  gboolean quoted;
  char *word;

  self->terms = g_array_new (FALSE, FALSE, sizeof (Term));
  g_array_set_clear_func (self->terms, clear_term);
  while ((word = next_word (&at, &quoted)) != NULL)
    {
      add_word (self, word, quoted);
      g_free (word);
    }
  return self;
}

VmpMappingFilter *
vmp_mapping_filter_ref (VmpMappingFilter *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  VmpMappingFilter *self = data;

  g_array_unref (self->terms);
  g_free (self->problem);
}

void
vmp_mapping_filter_unref (VmpMappingFilter *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

gboolean
vmp_mapping_filter_is_empty (const VmpMappingFilter *self)
{
  return self->terms->len == 0;
}

const char *
vmp_mapping_filter_get_problem (const VmpMappingFilter *self)
{
  return self->problem;
}

/* Most names are ASCII and short: no copy is made to compare them. */
static gboolean
contains_folded (const char *text, const char *folded)
{
  gsize len = strlen (folded);
  g_autofree char *valid = NULL, *copy = NULL;

  if (g_str_is_ascii (text))
    {
      for (; *text != '\0'; text++)
        if (g_ascii_tolower (*text) == folded[0] && g_ascii_strncasecmp (text, folded, len) == 0)
          return TRUE;
      return len == 0;
    }
  valid = g_utf8_make_valid (text, -1);
  copy = g_utf8_casefold (valid, -1);
  return strstr (copy, folded) != NULL;
}

static gboolean
has_permissions (const VmpMapping *mapping, const char *wanted)
{
  if (strlen (wanted) < 4)
    {
      for (; *wanted != '\0'; wanted++)
        if (strchr (mapping->permissions, *wanted) == NULL)
          return FALSE;
      return TRUE;
    }
  for (guint i = 0; i < 4; i++)
    if (wanted[i] != '.' && wanted[i] != mapping->permissions[i])
      return FALSE;
  return TRUE;
}

static gboolean
has_flag (const char *flags, const char *code)
{
  for (const char *at = flags; (at = strstr (at, code)) != NULL; at++)
    if ((at == flags || at[-1] == ' ') && (at[2] == ' ' || at[2] == '\0'))
      return TRUE;
  return FALSE;
}

static gboolean
compare (const VmpMapping *mapping, const Term *term)
{
  gint64 limit = (gint64) term->begin, value;

  if (term->value == VALUE_SIZE)
    value = (gint64) MIN (mapping->end_addr - mapping->start_addr, (guint64) G_MAXINT64);
  else if (term->value == VALUE_PRIVATE)
    value = vmp_mapping_get_private (mapping);
  else if (term->value == VALUE_SHARED)
    value = vmp_mapping_get_shared (mapping);
  else
    value = vmp_mapping_get_size (mapping, term->value);
  /* What is not known is neither more nor less. */
  if (value == VMP_MISSING)
    return FALSE;
  switch ((Relation) term->relation)
    {
    case LESS: return value < limit;
    case LESS_OR_EQUAL: return value <= limit;
    case EQUAL: return value == limit;
    case GREATER_OR_EQUAL: return value >= limit;
    case GREATER:
    default: return value > limit;
    }
}

static gboolean
holds (const Term *term, const VmpAddressSpace *space, const VmpMapping *mapping)
{
  switch ((TermKind) term->kind)
    {
    case TERM_NAME:
      return contains_folded (vmp_address_space_get_name (space, mapping), term->text);
    case TERM_TYPE:
      return (term->types & 1u << mapping->type) != 0;
    case TERM_PERMISSIONS:
      return has_permissions (mapping, term->text);
    case TERM_FLAG:
      return has_flag (vmp_address_space_get_flags (space, mapping), term->text);
    case TERM_COMPARE:
      return compare (mapping, term);
    case TERM_ADDRESS:
      return (term->begin >= mapping->start_addr && term->begin < mapping->end_addr)
             || contains_folded (vmp_address_space_get_name (space, mapping), term->text);
    case TERM_RANGE:
      return mapping->start_addr < term->end && mapping->end_addr > term->begin;
    case TERM_THREAD:
      return mapping->tid == (gint32) term->begin;
    case TERM_TEXT:
    default:
      return (term->types & 1u << mapping->type) != 0
             || contains_folded (vmp_address_space_get_name (space, mapping), term->text);
    }
}

gboolean
vmp_mapping_filter_match (const VmpMappingFilter *self, const VmpAddressSpace *space, const VmpMapping *mapping)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const Term *term = &g_array_index (self->terms, Term, i);

      if (holds (term, space, mapping) == term->negated)
        return FALSE;
    }
  return TRUE;
}
