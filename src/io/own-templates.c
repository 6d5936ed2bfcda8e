/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "io/own-templates.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>

#include "io/keras-file.h"

#define SUFFIX ".keras"
/* More than that is no gallery any more, and somebody put other files there. */
#define MAX_TEMPLATES 200
#define MAX_STEM 40 /* characters of a file's name */

static void
own_template_free (gpointer data)
{
  GradusOwnTemplate *self = data;

  g_free (self->path);
  g_free (self->title);
  g_free (self->problem);
  g_clear_pointer (&self->project, gradus_project_free);
  g_free (self);
}

/**
 * gradus_own_templates_dup_folder:
 *
 * Returns: (transfer full): where the templates of this user lie
 */
char *
gradus_own_templates_dup_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "gradus", "templates", NULL);
}

static GradusOwnTemplate *
read_template (const char *path)
{
  GradusOwnTemplate          *self = g_new0 (GradusOwnTemplate, 1);
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) file = gradus_keras_file_load (path, &error);

  self->path = g_strdup (path);
  if (file != NULL && !file->from_newer)
    {
      self->project = g_steal_pointer (&file->project);
      self->title = g_strdup (self->project->title);
      return self;
    }
  self->title = g_filename_display_basename (path);
  if (g_str_has_suffix (self->title, SUFFIX))
    self->title[strlen (self->title) - strlen (SUFFIX)] = '\0';
  self->problem =
    g_strdup (file == NULL ? error->message : _ ("A newer version of Gradus wrote it."));
  return self;
}

static int
compare_titles (gconstpointer a, gconstpointer b)
{
  const GradusOwnTemplate *one = *(const GradusOwnTemplate *const *) a;
  const GradusOwnTemplate *other = *(const GradusOwnTemplate *const *) b;

  return g_utf8_collate (one->title, other->title);
}

/**
 * gradus_own_templates_list:
 *
 * Reads all templates of this user. A file that cannot be read is in the list with its
 * problem, so that it can be seen and removed.
 *
 * Returns: (transfer full) (element-type GradusOwnTemplate): the templates, by title
 */
GPtrArray *
gradus_own_templates_list (void)
{
  GPtrArray       *list = g_ptr_array_new_with_free_func (own_template_free);
  g_autofree char *folder = gradus_own_templates_dup_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *name;

  while (dir != NULL && list->len < MAX_TEMPLATES &&
         (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (name[0] != '.' && g_str_has_suffix (name, SUFFIX))
        g_ptr_array_add (list, read_template (path));
    }
  g_ptr_array_sort (list, compare_titles);
  return list;
}

static const GradusOwnTemplate *
find_title (const GPtrArray *list, const char *title)
{
  for (guint i = 0; i < list->len; i++)
    {
      const GradusOwnTemplate *own = list->pdata[i];

      if (own->project != NULL && g_strcmp0 (own->title, title) == 0)
        return own;
    }
  return NULL;
}

/* A name for a file that resembles the title and that no file has. */
static char *
choose_path (const char *folder, const char *title)
{
  g_autofree char    *ascii = g_str_to_ascii (title, "C");
  g_autoptr (GString) stem = g_string_new (NULL);

  for (const char *c = ascii; *c != '\0' && stem->len < MAX_STEM; c++)
    if (g_ascii_isalnum (*c))
      g_string_append_c (stem, g_ascii_tolower (*c));
    else if (stem->len > 0 && stem->str[stem->len - 1] != '-')
      g_string_append_c (stem, '-');
  if (stem->len > 0 && stem->str[stem->len - 1] == '-')
    g_string_truncate (stem, stem->len - 1);
  if (stem->len == 0)
    g_string_append (stem, "template");
  for (guint n = 1;; n++)
    {
      g_autofree char *name = n == 1 ? g_strconcat (stem->str, SUFFIX, NULL)
                                     : g_strdup_printf ("%s-%u" SUFFIX, stem->str, n);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

/* A template is the network and how it is trained; runs, notes and what was switched off
 * in what it learned belong to a document. */
static gboolean
write_template (const GradusProject *project,
                const char          *title,
                const char          *path,
                GError             **error)
{
  GradusKerasFile           file = { .learning_rate = NAN, .from_gradus = TRUE };
  g_autoptr (GradusProject) copy = gradus_project_copy (project);

  g_free (copy->title);
  copy->title = g_strdup (title);
  g_ptr_array_set_size (copy->runs, 0);
  g_array_set_size (copy->lesions, 0);
  file.project = copy;
  return gradus_keras_file_save (&file, path, error);
}

static gboolean
check_title (const char *title, GError **error)
{
  if (title != NULL && *title != '\0')
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _ ("A template needs a name."));
  return FALSE;
}

/**
 * gradus_own_template_save:
 * @project: a network
 * @title: what to call the template
 * @error: return location for an error
 *
 * Saves a project without what it has learned as a template of this user.
 *
 * Errors: `G_IO_ERROR_INVALID_ARGUMENT` without a title; those of
 * gradus_keras_file_save()
 *
 * Returns: whether it was saved
 */
gboolean
gradus_own_template_save (const GradusProject *project, const char *title, GError **error)
{
  g_autofree char         *folder = gradus_own_templates_dup_folder ();
  g_autoptr (GPtrArray)    list = NULL;
  const GradusOwnTemplate *old;
  g_autofree char         *path = NULL;

  if (!check_title (title, error))
    return FALSE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                   _ ("The folder for templates could not be made: %s"),
                   g_strerror (code));
      return FALSE;
    }
  list = gradus_own_templates_list ();
  old = find_title (list, title);
  path = old != NULL ? g_strdup (old->path) : choose_path (folder, title);
  return write_template (project, title, path, error);
}

/**
 * gradus_own_template_rename:
 * @path: of a template
 * @title: what to call it from now on
 * @error: return location for an error
 *
 * Errors: `G_IO_ERROR_EXISTS` if another template has that title, besides those of
 * gradus_own_template_save() and gradus_keras_file_load()
 *
 * Returns: whether it is called so now
 */
gboolean
gradus_own_template_rename (const char *path, const char *title, GError **error)
{
  g_autoptr (GPtrArray)       list = NULL;
  g_autoptr (GradusKerasFile) file = NULL;
  const GradusOwnTemplate    *other;

  if (!check_title (title, error))
    return FALSE;
  list = gradus_own_templates_list ();
  other = find_title (list, title);
  if (other != NULL && g_strcmp0 (other->path, path) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _ ("There is a template called “%s” already."), title);
      return FALSE;
    }
  file = gradus_keras_file_load (path, error);
  return file != NULL && write_template (file->project, title, path, error);
}

/**
 * gradus_own_template_remove:
 * @path: of a template
 * @error: return location for an error
 *
 * Returns: whether it is gone
 */
gboolean
gradus_own_template_remove (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return g_file_delete (file, NULL, error);
}
