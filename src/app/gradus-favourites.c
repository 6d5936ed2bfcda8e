/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-favourites.h"

#define GROUP "palette"
#define KEY "favourites"

struct _GradusFavourites
{
  GObject parent_instance;

  char     *path;
  GKeyFile *file; /* also what a later version keeps there */
};

G_DEFINE_FINAL_TYPE (GradusFavourites, gradus_favourites, G_TYPE_OBJECT)

static guint changed_signal;

static void
gradus_favourites_finalize (GObject *object)
{
  GradusFavourites *self = GRADUS_FAVOURITES (object);

  g_free (self->path);
  g_key_file_unref (self->file);
  G_OBJECT_CLASS (gradus_favourites_parent_class)->finalize (object);
}

static void
gradus_favourites_class_init (GradusFavouritesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_favourites_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_favourites_init (GradusFavourites *self)
{
  self->file = g_key_file_new ();
}

/* A file that cannot be read is one without favourites. */
GradusFavourites *
gradus_favourites_new (const char *path)
{
  GradusFavourites *self = g_object_new (GRADUS_TYPE_FAVOURITES, NULL);

  self->path = g_strdup (path);
  g_key_file_load_from_file (self->file, path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  return self;
}

/* What most networks are made of; on top until the user has chosen. */
static const char *const standard[] = { "Dense", "Conv2D", "MaxPooling2D", "Flatten",
                                        "Dropout" };

/**
 * gradus_favourites_get_default:
 *
 * Returns: (transfer none): those of the user, for as long as the program runs
 */
GradusFavourites *
gradus_favourites_get_default (void)
{
  static GradusFavourites *favourites;

  if (favourites == NULL)
    {
      g_autofree char *path =
        g_build_filename (g_get_user_config_dir (), "gradus", "palette.ini", NULL);

      favourites = gradus_favourites_new (path);
      if (!g_key_file_has_key (favourites->file, GROUP, KEY, NULL))
        g_key_file_set_string_list (favourites->file, GROUP, KEY, standard,
                                    G_N_ELEMENTS (standard));
    }
  return favourites;
}

gboolean
gradus_favourites_has (GradusFavourites *self, const char *class_name)
{
  g_auto (GStrv) names = NULL;

  g_return_val_if_fail (GRADUS_IS_FAVOURITES (self), FALSE);

  names = g_key_file_get_string_list (self->file, GROUP, KEY, NULL, NULL);
  return names != NULL && g_strv_contains ((const char *const *) names, class_name);
}

/* Written at once; where that is not possible they last until the program ends. */
static void
save (GradusFavourites *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_key_file_save_to_file (self->file, self->path, NULL);
}

/**
 * gradus_favourites_set:
 * @self: the favourites
 * @class_name: a kind of layer, like "Dense"
 * @is_one: whether it is among them from now on
 */
void
gradus_favourites_set (GradusFavourites *self, const char *class_name, gboolean is_one)
{
  g_auto (GStrv)        names = NULL;
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  g_return_if_fail (GRADUS_IS_FAVOURITES (self));
  if (gradus_favourites_has (self, class_name) == is_one)
    return;

  names = g_key_file_get_string_list (self->file, GROUP, KEY, NULL, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (!g_str_equal (names[i], class_name))
      g_ptr_array_add (kept, names[i]);
  if (is_one)
    g_ptr_array_add (kept, (char *) class_name);
  g_key_file_set_string_list (self->file, GROUP, KEY, (const char *const *) kept->pdata,
                              kept->len);
  save (self);
  g_signal_emit (self, changed_signal, 0);
}
