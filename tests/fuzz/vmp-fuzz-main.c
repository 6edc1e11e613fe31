/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target without libFuzzer: over its corpus as a test, or over random changes of it for
 * some seconds. */

#include "config.h"

#include "vmp-fuzz.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LONGEST_INPUT (1 << 16)

/* What runs now, to be saved if it crashes. */
static const uint8_t *current_data;
static size_t current_size;
static char crash_path[4096];

static void
load_folder (const char *path,
             GPtrArray  *names,
             GPtrArray  *inputs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  const char *name;

  if (folder == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      char *data;
      gsize len;

      if (!g_file_get_contents (file, &data, &len, &error))
        g_error ("%s", error->message);
      g_ptr_array_add (inputs, g_bytes_new_take (data, len));
      g_ptr_array_add (names, g_strdup (name));
    }
}

/* On a copy of exactly that size, so that the sanitizer sees every byte that is read beyond it. */
static void
run_one (const uint8_t *data,
         size_t         size)
{
  uint8_t *copy = malloc (size > 0 ? size : 1);

  if (size > 0)
    memcpy (copy, data, size);
  LLVMFuzzerTestOneInput (copy, size);
  free (copy);
}

static void
run_input (gconstpointer input)
{
  gsize size;
  const uint8_t *data = g_bytes_get_data ((GBytes *) input, &size);

  run_one (data, size);
  /* A cut input, at a few places: the end of the text is where most mistakes are. */
  for (guint i = 1; i <= 64 && size > 0; i++)
    run_one (data, size * i / 65);
}

static void
save_crash (int number)
{
  FILE *file = fopen (crash_path, "wb");

  if (file != NULL)
    {
      fwrite (current_data, 1, current_size, file);
      fclose (file);
    }
  fprintf (stderr, "crashing input: %s\n", crash_path);
  signal (number, SIG_DFL);
  raise (number);
}

static void
flip_bytes (GByteArray *text,
            GRand      *rand)
{
  for (guint n = g_rand_int_range (rand, 1, 5); n > 0 && text->len > 0; n--)
    text->data[g_rand_int_range (rand, 0, text->len)] ^=
        (guint8) (1 << g_rand_int_range (rand, 0, 8));
}

static void
set_bytes (GByteArray *text,
           GRand      *rand)
{
  static const char favourites[] = "\n \t:()-0987Bk/=.,\\[]\0\xff";

  for (guint n = g_rand_int_range (rand, 1, 5); n > 0 && text->len > 0; n--)
    text->data[g_rand_int_range (rand, 0, text->len)] =
        favourites[g_rand_int_range (rand, 0, sizeof favourites - 1)];
}

static void
cut (GByteArray *text,
     GRand      *rand)
{
  if (text->len > 0)
    g_byte_array_set_size (text, g_rand_int_range (rand, 0, text->len));
}

static void
insert (GByteArray   *text,
        guint         at,
        const guint8 *data,
        guint         len)
{
  guint old_len = text->len;

  if (old_len + len > LONGEST_INPUT)
    return;
  g_byte_array_set_size (text, old_len + len);
  memmove (text->data + at + len, text->data + at, old_len - at);
  memcpy (text->data + at, data, len);
}

static void
remove_range (GByteArray *text,
              GRand      *rand)
{
  guint at, len;

  if (text->len == 0)
    return;
  at = g_rand_int_range (rand, 0, text->len);
  len = g_rand_int_range (rand, 0, MIN (text->len - at, 64) + 1);
  g_byte_array_remove_range (text, at, len);
}

/* Repeats a line somewhere else. */
static void
repeat_line (GByteArray *text,
             GRand      *rand)
{
  g_autofree guint8 *line = NULL;
  guint begin, end;

  if (text->len == 0)
    return;
  begin = end = g_rand_int_range (rand, 0, text->len);
  while (begin > 0 && text->data[begin - 1] != '\n')
    begin--;
  while (end < text->len && text->data[end] != '\n')
    end++;
  end = MIN (end + 1, text->len);
  line = g_memdup2 (text->data + begin, end - begin);
  insert (text, g_rand_boolean (rand) ? begin : (guint) g_rand_int_range (rand, 0, text->len + 1),
          line, end - begin);
}

/* Puts a number that is near a limit where there was one. */
static void
replace_number (GByteArray *text,
                GRand      *rand)
{
  static const char *const numbers[] = {
    "0",
    "-1",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "9007199254740991",
    "9007199254740992",
    "2147483648",
    "4294967296",
    "99999999999999999999999999",
    "00000000000000000000000000000001",
    "ffffffffffffffff",
    "10000000000000000",
    "99999999",
    "100000000",
  };
  const char *number = numbers[g_rand_int_range (rand, 0, G_N_ELEMENTS (numbers))];
  guint begin, end;

  if (text->len == 0)
    return;
  begin = g_rand_int_range (rand, 0, text->len);
  while (begin < text->len && !g_ascii_isdigit (text->data[begin]))
    begin++;
  for (end = begin; end < text->len && g_ascii_isdigit (text->data[end]);)
    end++;
  if (end > begin)
    g_byte_array_remove_range (text, begin, end - begin);
  insert (text, begin, (const guint8 *) number, strlen (number));
}

/* Goes on with the end of another input. */
static void
splice (GByteArray *text,
        GRand      *rand,
        GBytes     *other)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (other, &size);
  gsize from = size > 0 ? g_rand_int_range (rand, 0, size) : 0;

  cut (text, rand);
  if (text->len + size - from <= LONGEST_INPUT)
    g_byte_array_append (text, data + from, size - from);
}

static void
mutate (GByteArray *text,
        GRand      *rand,
        GPtrArray  *inputs)
{
  static void (*const steps[]) (GByteArray *text, GRand *rand) = {
    flip_bytes, set_bytes, cut, remove_range, repeat_line, replace_number, set_bytes, replace_number
  };
  guint step = g_rand_int_range (rand, 0, G_N_ELEMENTS (steps) + 1);

  if (step < G_N_ELEMENTS (steps))
    steps[step] (text, rand);
  else
    splice (text, rand, inputs->pdata[g_rand_int_range (rand, 0, inputs->len)]);
}

static int
fuzz (GPtrArray *inputs,
      double     seconds,
      guint32    seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GByteArray) text = g_byte_array_new ();
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  guint64 n = 0;

  g_snprintf (crash_path, sizeof crash_path, "%s-crash-%u", g_get_prgname (), seed);
  signal (SIGABRT, save_crash);
  signal (SIGSEGV, save_crash);
  signal (SIGTRAP, save_crash);
  for (; g_get_monotonic_time () < end; n++)
    {
      gsize size;
      const guint8 *data =
          g_bytes_get_data (inputs->pdata[g_rand_int_range (rand, 0, inputs->len)], &size);

      g_byte_array_set_size (text, 0);
      g_byte_array_append (text, data, MIN (size, LONGEST_INPUT));
      for (guint steps = g_rand_int_range (rand, 1, 6); steps > 0; steps--)
        mutate (text, rand, inputs);
      current_data = text->data;
      current_size = text->len;
      run_one (text->data, text->len);
    }
  printf ("%s: %" G_GUINT64_FORMAT " inputs in %g s, seed %u\n", g_get_prgname (), n, seconds,
          seed);
  return 0;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *program = g_path_get_basename (argv[0]);
  double seconds = 0;
  guint32 seed = (guint32) g_get_real_time ();
  GOptionEntry entries[] = {
    { "mutate", 0, 0, G_OPTION_ARG_DOUBLE, &seconds, "Run random changes of the corpus",
      "SECONDS" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Repeat an earlier run", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FOLDER...");
  g_autoptr (GError) error = NULL;

  /* In its test form the arguments are GLib's. */
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  for (int i = 1; i < argc; i++)
    if (g_file_test (argv[i], G_FILE_TEST_IS_DIR))
      load_folder (argv[i], names, inputs);
  if (inputs->len == 0)
    g_error ("no corpus");
  if (seconds > 0)
    return fuzz (inputs, seconds, seed);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < inputs->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%s/%s", program, (const char *) names->pdata[i]);

      g_test_add_data_func (path, inputs->pdata[i], run_input);
    }
  return g_test_run ();
}
