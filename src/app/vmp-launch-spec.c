/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be launched, and how: a command of words, changes of its environment, a folder. */

#include "config.h"

#include "vmp-launch-spec.h"

#include <string.h>

#define KEY "launch-recent"
#define DEFAULT_PATH "/bin:/usr/bin"

GStrv
vmp_launch_split_command (const char *command, GError **error)
{
  GStrv argv = NULL;

  return g_shell_parse_argv (command, NULL, &argv, error) ? argv : NULL;
}

/* At @at, outside of quotes. */
static const char *
match_operator (const char *at, gboolean begins_word)
{
  static const char *const operators[] = { "&&", "||", ">>", "<<", "|", "&", ";", ">", "<", "(", ")", "*", "?" };

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_has_prefix (at, operators[i]))
      return operators[i];
  if (*at == '~' && begins_word)
    return "~";
  return NULL;
}

/* At @at, outside of single quotes: a shell would put something in its place. */
static const char *
match_expansion (const char *at)
{
  if (*at == '`')
    return "`";
  if (g_str_has_prefix (at, "$("))
    return "$(";
  if (g_str_has_prefix (at, "${"))
    return "${";
  return *at == '$' && (g_ascii_isalnum (at[1]) || (at[1] != '\0' && strchr ("_?$!#@*", at[1]) != NULL)) ? "$" : NULL;
}

const char *
vmp_launch_find_shell_syntax (const char *command)
{
  char quote = '\0';

  for (const char *at = command; *at != '\0'; at++)
    {
      gboolean begins_word = at == command || g_ascii_isspace (at[-1]);
      const char *found = quote != '\'' ? match_expansion (at) : NULL;

      if (found == NULL && quote == '\0')
        found = match_operator (at, begins_word);
      if (found != NULL)
        return found;
      if (*at == '\\' && quote != '\'' && at[1] != '\0')
        at++;
      else if (*at == quote)
        quote = '\0';
      else if (quote == '\0' && (*at == '\'' || *at == '"'))
        quote = *at;
      else if (quote == '\0' && *at == '#' && begins_word)
        at += strcspn (at, "\n") - 1;
    }
  return NULL;
}

char *
vmp_launch_dup_for_shell (const char *command)
{
  g_autofree char *quoted = g_shell_quote (command);

  return g_strconcat ("sh -c ", quoted, NULL);
}

gboolean
vmp_launch_is_variable_name (const char *name)
{
  return *name != '\0' && strchr (name, '=') == NULL;
}

GStrv
vmp_launch_dup_environment (const char *const *inherited, const char *const *changes)
{
  GStrv envp = g_strdupv ((GStrv) inherited);

  for (guint i = 0; changes != NULL && changes[i] != NULL; i++)
    {
      const char *equals = strchr (changes[i], '=');
      g_autofree char *name = equals != NULL ? g_strndup (changes[i], equals - changes[i]) : g_strdup (changes[i]);

      if (!vmp_launch_is_variable_name (name))
        continue;
      envp = equals != NULL ? g_environ_setenv (envp, name, equals + 1, TRUE) : g_environ_unsetenv (envp, name);
    }
  return envp;
}

static VmpLaunchProgram
look_at_file (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return VMP_LAUNCH_PROGRAM_NO_FILE;
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return VMP_LAUNCH_PROGRAM_FOLDER;
  return g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) ? VMP_LAUNCH_PROGRAM_FOUND : VMP_LAUNCH_PROGRAM_NOT_EXECUTABLE;
}

static char *
dup_path_from (const char *directory, const char *name)
{
  if (g_path_is_absolute (name) || directory == NULL || *directory == '\0')
    return g_strdup (name);
  return g_build_filename (directory, name, NULL);
}

VmpLaunchProgram
vmp_launch_look_up_program (const char *name, const char *const *envp, const char *directory)
{
  const char *path = g_environ_getenv ((GStrv) envp, "PATH");
  VmpLaunchProgram result = VMP_LAUNCH_PROGRAM_UNKNOWN;
  g_auto (GStrv) folders = NULL;

  if (strchr (name, '/') != NULL)
    {
      g_autofree char *file = dup_path_from (directory, name);

      return look_at_file (file);
    }
  folders = g_strsplit (path != NULL ? path : DEFAULT_PATH, ":", -1);
  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *folder = dup_path_from (directory, folders[i]);
      g_autofree char *file = g_build_filename (*folder != '\0' ? folder : ".", name, NULL);
      VmpLaunchProgram found = look_at_file (file);

      if (found == VMP_LAUNCH_PROGRAM_FOUND)
        return found;
      if (found == VMP_LAUNCH_PROGRAM_NOT_EXECUTABLE)
        result = found;
    }
  return result;
}

static VmpLaunchSpec *
create (const char *command, GStrv take_argv, const char *const *environment, const char *directory, gboolean terminal)
{
  VmpLaunchSpec *self = g_new0 (VmpLaunchSpec, 1);

  self->command = g_strdup (command);
  self->argv = take_argv;
  self->environment = environment != NULL ? g_strdupv ((GStrv) environment) : g_new0 (char *, 1);
  self->directory = g_strdup (directory != NULL ? directory : "");
  self->terminal = terminal;
  self->record_path = g_strdup ("");
  return self;
}

VmpLaunchSpec *
vmp_launch_spec_new (const char *command, const char *const *environment, const char *directory, gboolean terminal,
                     GError **error)
{
  GStrv argv = vmp_launch_split_command (command, error);

  return argv != NULL ? create (command, argv, environment, directory, terminal) : NULL;
}

VmpLaunchSpec *
vmp_launch_spec_new_for_argv (const char *const *argv)
{
  g_autoptr (GString) command = g_string_new (NULL);

  for (guint i = 0; argv[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (argv[i]);
      gboolean plain = *argv[i] != '\0' && strspn (argv[i], G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "/._-+:,=@%") == strlen (argv[i]);

      g_string_append_printf (command, "%s%s", i > 0 ? " " : "", plain ? argv[i] : quoted);
    }
  return create (command->str, g_strdupv ((GStrv) argv), NULL, NULL, TRUE);
}

VmpLaunchSpec *
vmp_launch_spec_copy (const VmpLaunchSpec *self)
{
  VmpLaunchSpec *copy = create (self->command, g_strdupv (self->argv), (const char *const *) self->environment,
                                self->directory, self->terminal);

  copy->record = self->record;
  g_set_str (&copy->record_path, self->record_path);
  return copy;
}

void
vmp_launch_spec_record (VmpLaunchSpec *self, const char *path)
{
  self->record = TRUE;
  g_set_str (&self->record_path, path != NULL ? path : "");
}

void
vmp_launch_spec_free (VmpLaunchSpec *self)
{
  g_free (self->command);
  g_strfreev (self->argv);
  g_strfreev (self->environment);
  g_free (self->directory);
  g_free (self->record_path);
  g_free (self);
}

GVariant *
vmp_launch_spec_to_variant (const VmpLaunchSpec *self)
{
  return g_variant_new ("(s^assb)", self->command, self->environment, self->directory, self->terminal);
}

VmpLaunchSpec *
vmp_launch_spec_new_for_variant (GVariant *variant)
{
  const char *command, *directory;
  g_autofree const char **environment = NULL;
  gboolean terminal;

  g_variant_get (variant, "(&s^a&s&sb)", &command, &environment, &directory, &terminal);
  return vmp_launch_spec_new (command, (const char *const *) environment, directory, terminal, NULL);
}

GPtrArray *
vmp_launch_recent_load (GSettings *settings)
{
  GPtrArray *specs = g_ptr_array_new_with_free_func ((GDestroyNotify) vmp_launch_spec_free);
  g_autoptr (GVariant) value = g_settings_get_value (settings, KEY);

  for (gsize i = 0; i < g_variant_n_children (value) && specs->len < VMP_LAUNCH_MAX_RECENT; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (value, i);
      VmpLaunchSpec *spec = vmp_launch_spec_new_for_variant (child);

      if (spec != NULL)
        g_ptr_array_add (specs, spec);
    }
  return specs;
}

static gboolean
is_same (const VmpLaunchSpec *a, const VmpLaunchSpec *b)
{
  return g_str_equal (a->command, b->command) && g_str_equal (a->directory, b->directory);
}

/* What is remembered without @spec, behind @first if that is not NULL. */
static void
store (GSettings *settings, const VmpLaunchSpec *first, const VmpLaunchSpec *spec)
{
  g_autoptr (GPtrArray) specs = vmp_launch_recent_load (settings);
  GVariantBuilder builder;
  guint n = 0;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a" VMP_LAUNCH_SPEC_TYPE));
  if (first != NULL)
    {
      g_variant_builder_add_value (&builder, vmp_launch_spec_to_variant (first));
      n++;
    }
  for (guint i = 0; i < specs->len && n < VMP_LAUNCH_MAX_RECENT; i++)
    {
      if (is_same (specs->pdata[i], spec))
        continue;
      g_variant_builder_add_value (&builder, vmp_launch_spec_to_variant (specs->pdata[i]));
      n++;
    }
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

void
vmp_launch_recent_add (GSettings *settings, const VmpLaunchSpec *spec)
{
  store (settings, spec, spec);
}

void
vmp_launch_recent_remove (GSettings *settings, const VmpLaunchSpec *spec)
{
  store (settings, NULL, spec);
}
