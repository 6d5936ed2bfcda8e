/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-export-dialog.h"

#include "app/gradus-export-page.h"
#include "engine/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A choice is rendered when the hand has rested for a moment; what takes longer than
 * another one is shown as busy. */
#define REST_MS 120
#define PATIENCE_MS 250
#define SIDE_GAP 80
#define LEAST_WIDTH 900
#define MOST_WIDTH 1400
#define LEAST_HEIGHT 520
#define MOST_HEIGHT 900

struct _GradusExportDialog
{
  AdwWindow parent_instance;

  GtkWidget           *body;
  GtkListBox          *list;
  GradusExportPage    *page;
  GtkLabel            *item_title;
  GtkLabel            *item_summary;
  AdwPreferencesGroup *options;
  AdwComboRow         *variant_row;
  AdwComboRow         *format_row;
  AdwComboRow         *scale_row;
  AdwComboRow         *size_row;
  GtkWidget           *width_row;
  GtkWidget           *height_row;
  GtkSpinButton       *width;
  GtkSpinButton       *height;
  AdwComboRow         *theme_row;
  GtkWidget           *words_row;
  GtkSwitch           *words;
  GtkWidget           *bytes_row;
  GtkSwitch           *bytes;
  AdwComboRow         *part_row;
  GtkLabel            *file_name;
  GtkLabel            *file_size;
  GtkSpinner          *write_spinner;

  GradusExportMaterial   *material;
  const GradusExportItem *item; /* (nullable) borrowed from the material */
  GradusExportPreview    *preview;
  GCancellable           *previewing;
  guint                   rest_id;
  guint                   patience_id;
  gboolean                is_filling; /* rows change because another thing was chosen */
  GtkFileChooserNative   *chooser;
};

enum
{
  EXPORTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusExportDialog, gradus_export_dialog, ADW_TYPE_WINDOW)

/* Pages that people need, in pixels of 1/96 inch; 0 is what fits the figure. */
typedef struct
{
  const char *title;
  double      width;
  double      height;
} Size;

static const Size sizes[] = {
  { N_ ("As it fits"), 0, 0 },          { N_ ("Slide, 16 : 9"), 960, 540 },
  { N_ ("Slide, 4 : 3"), 960, 720 },    { N_ ("Width of a text"), 640, 0 },
  { N_ ("Column of a paper"), 400, 0 }, { N_ ("Your own"), -1, -1 },
};

static const GradusThemeId themes[] = { GRADUS_THEME_PRINT, GRADUS_THEME_DARK };

/* --- What is chosen --- */

static GradusFigure *
get_figure (GradusExportDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->variant_row);

  if (self->item == NULL || self->item->figures == NULL || self->item->figures->len == 0)
    return NULL;
  return self->item->figures->pdata[MIN (selected, self->item->figures->len - 1)];
}

static void
take_choice (GradusExportDialog *self, GradusExportChoice *choice)
{
  const Size *size = &sizes[adw_combo_row_get_selected (self->size_row)];

  *choice = (GradusExportChoice){ .item = self->item, .figure = get_figure (self) };
  choice->settings.format =
    (GradusExportFormat) adw_combo_row_get_selected (self->format_row);
  choice->settings.theme = themes[adw_combo_row_get_selected (self->theme_row)];
  choice->settings.scale = adw_combo_row_get_selected (self->scale_row) + 1;
  choice->settings.plain = !gtk_switch_get_active (self->words);
  choice->settings.width =
    size->width < 0 ? gtk_spin_button_get_value (self->width) : size->width;
  choice->settings.height =
    size->height < 0 ? gtk_spin_button_get_value (self->height) : size->height;
  choice->takes_bytes = gtk_switch_get_active (self->bytes);
}

static char *
dup_file_name (GradusExportDialog *self, guint part)
{
  GradusExportChoice choice;
  g_autofree char   *stem = NULL;
  const char        *ending;

  take_choice (self, &choice);
  stem = gradus_export_material_dup_stem (self->material, self->item, choice.figure);
  ending = choice.figure != NULL ? gradus_export_choice_get_ending (&choice)
                                 : self->item->format->endings[part];
  return g_strconcat (stem, ending, NULL);
}

/* --- Preview --- */

static void
stop_waiting (GradusExportDialog *self)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_handle_id (&self->patience_id, g_source_remove);
  if (self->previewing != NULL)
    g_cancellable_cancel (self->previewing);
  g_clear_object (&self->previewing);
}

static void
show_size (GradusExportDialog *self)
{
  GradusExportChoice choice;
  gsize              n_bytes = 0;
  g_autofree char   *bytes = NULL;
  g_autofree char   *text = NULL;

  take_choice (self, &choice);
  for (guint i = 0; i < GRADUS_MODEL_FORMAT_MAX_PARTS; i++)
    if (self->preview->parts[i] != NULL)
      n_bytes += g_bytes_get_size (self->preview->parts[i]);
  bytes = g_format_size (n_bytes);
  if (n_bytes == 0 && self->preview->pages != NULL)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u page", "%u pages",
                                         self->preview->pages->len),
                            self->preview->pages->len);
  else if (choice.figure == NULL)
    text = g_strdup (bytes);
  else if (choice.settings.format == GRADUS_EXPORT_PNG)
    /* Translators: width and height in pixels, then the size of a file */
    text = g_strdup_printf (_ ("%.0f × %.0f pixels, %s"),
                            self->preview->width * choice.settings.scale,
                            self->preview->height * choice.settings.scale, bytes);
  else
    /* Translators: width and height in centimetres, then the size of a file */
    text = g_strdup_printf (_ ("%.1f × %.1f cm, %s"), self->preview->width / 96 * 2.54,
                            self->preview->height / 96 * 2.54, bytes);
  gtk_label_set_label (self->file_size, text);
}

static void
show_preview (GradusExportDialog *self)
{
  guint            part = adw_combo_row_get_selected (self->part_row);
  g_autofree char *name = NULL;

  if (self->preview == NULL)
    return;
  if (self->preview->pages != NULL)
    {
      gradus_export_page_show_picture (
        self->page,
        self->preview->pages->pdata[MIN (part, self->preview->pages->len - 1)]);
      show_size (self);
      return;
    }
  if (part >= GRADUS_MODEL_FORMAT_MAX_PARTS || self->preview->parts[part] == NULL)
    part = 0;
  name = dup_file_name (self, part);
  if (self->preview->facts != NULL)
    gradus_export_page_show_facts (self->page, self->preview->facts);
  else
    gradus_export_page_show_text (self->page, self->preview->parts[part], name,
                                  part == 0 ? self->item->format->mime_type : NULL);
  show_size (self);
}

/* A report's pages are turned with the row that else names the files. */
static void
fill_pages (GradusExportDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint                     selected = adw_combo_row_get_selected (self->part_row);

  if (self->preview == NULL || self->preview->pages == NULL ||
      self->preview->pages->len < 2)
    return;
  for (guint i = 0; i < self->preview->pages->len; i++)
    {
      g_autofree char *name =
        g_strdup_printf (_ ("%u of %u"), i + 1, self->preview->pages->len);

      gtk_string_list_append (names, name);
    }
  self->is_filling = TRUE;
  adw_combo_row_set_model (self->part_row, G_LIST_MODEL (names));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->part_row), _ ("Page"));
  if (selected < self->preview->pages->len)
    adw_combo_row_set_selected (self->part_row, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->part_row), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->options), TRUE);
  self->is_filling = FALSE;
}

static void
preview_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GradusExportDialog) self = user_data;
  g_autoptr (GError)             error = NULL;
  GradusExportPreview           *preview = gradus_export_preview_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_object (&self->previewing);
  g_clear_pointer (&self->preview, gradus_export_preview_free);
  self->preview = preview;
  fill_pages (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.choose-file",
                                 preview != NULL);
  if (preview != NULL)
    show_preview (self);
  else
    {
      gtk_label_set_label (self->file_size, "");
      gradus_export_page_show_problem (self->page, error->message);
    }
}

static gboolean
patience_cb (gpointer user_data)
{
  GradusExportDialog *self = user_data;

  self->patience_id = 0;
  gradus_export_page_show_busy (self->page);
  return G_SOURCE_REMOVE;
}

static gboolean
rest_cb (gpointer user_data)
{
  GradusExportDialog *self = user_data;
  GradusExportChoice  choice;
  g_autofree char    *stem = NULL;
  double              width, height;

  self->rest_id = 0;
  take_choice (self, &choice);
  stem = gradus_export_material_dup_stem (self->material, self->item, choice.figure);
  choice.stem = stem;
  gradus_export_page_get_room (self->page, &width, &height);
  self->previewing = g_cancellable_new ();
  self->patience_id = g_timeout_add (PATIENCE_MS, patience_cb, self);
  gradus_export_preview_async (self->material, &choice, width, height,
                               gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                               self->previewing, preview_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
update_preview (GradusExportDialog *self)
{
  stop_waiting (self);
  if (self->item != NULL)
    self->rest_id = g_timeout_add (REST_MS, rest_cb, self);
}

/* --- Options that fit --- */

static void
update_rows (GradusExportDialog *self)
{
  const GradusModelFormat *format = self->item->format;
  gboolean                 is_figure = format == NULL;
  gboolean is_png = adw_combo_row_get_selected (self->format_row) == GRADUS_EXPORT_PNG;
  gboolean is_own = sizes[adw_combo_row_get_selected (self->size_row)].width < 0;
  gboolean takes_bytes = format != NULL && format->can_take_bytes;
  gboolean has_parts = format != NULL && format->endings[1] != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->variant_row),
                          is_figure && self->item->figures->len > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->format_row), is_figure);
  gtk_widget_set_visible (GTK_WIDGET (self->scale_row), is_figure && is_png);
  gtk_widget_set_visible (GTK_WIDGET (self->size_row), is_figure);
  gtk_widget_set_visible (self->width_row, is_figure && is_own);
  gtk_widget_set_visible (self->height_row, is_figure && is_own);
  gtk_widget_set_visible (GTK_WIDGET (self->theme_row), is_figure);
  gtk_widget_set_visible (self->words_row, is_figure);
  gtk_widget_set_visible (self->bytes_row, takes_bytes);
  gtk_widget_set_visible (GTK_WIDGET (self->part_row), has_parts);
  gtk_widget_set_visible (GTK_WIDGET (self->options),
                          is_figure || takes_bytes || has_parts);
}

static void
update_words (GradusExportDialog *self)
{
  GradusFigure    *figure = get_figure (self);
  g_autofree char *name = dup_file_name (self, 0);

  gtk_label_set_label (self->item_title, self->item->title);
  gtk_label_set_label (self->item_summary, figure != NULL
                                             ? gradus_figure_get_title (figure)
                                             : self->item->summary);
  gtk_label_set_label (self->file_name, name);
}

static void
changed_cb (GradusExportDialog *self)
{
  if (self->is_filling || self->item == NULL)
    return;
  update_rows (self);
  update_words (self);
  update_preview (self);
}

static void
variant_changed_cb (GradusExportDialog *self)
{
  changed_cb (self);
}

static void
format_changed_cb (GradusExportDialog *self)
{
  changed_cb (self);
}

/* A size of one's own starts from what was there. */
static void
size_changed_cb (GradusExportDialog *self)
{
  if (!self->is_filling && self->preview != NULL && get_figure (self) != NULL &&
      sizes[adw_combo_row_get_selected (self->size_row)].width < 0)
    {
      self->is_filling = TRUE;
      gtk_spin_button_set_value (self->width, self->preview->width);
      gtk_spin_button_set_value (self->height, self->preview->height);
      self->is_filling = FALSE;
    }
  changed_cb (self);
}

static void
part_changed_cb (GradusExportDialog *self)
{
  if (!self->is_filling && self->item != NULL)
    show_preview (self);
}

static void
resized_cb (GradusExportDialog *self)
{
  if (self->preview != NULL && self->preview->pages != NULL)
    update_preview (self);
}

/* --- The list --- */

static void
fill_variants (GradusExportDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; self->item->figures != NULL && i < self->item->figures->len; i++)
    {
      const char *variant = gradus_figure_get_variant (self->item->figures->pdata[i]);

      gtk_string_list_append (names, variant != NULL ? variant : self->item->title);
    }
  adw_combo_row_set_model (self->variant_row, G_LIST_MODEL (names));
}

static void
fill_parts (GradusExportDialog *self)
{
  const GradusModelFormat  *format = self->item->format;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; format != NULL && i < GRADUS_MODEL_FORMAT_MAX_PARTS; i++)
    if (format->endings[i] != NULL)
      {
        g_autofree char *name = dup_file_name (self, i);

        gtk_string_list_append (names, name);
      }
  adw_combo_row_set_model (self->part_row, G_LIST_MODEL (names));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->part_row), _ ("File"));
}

static void
row_selected_cb (GradusExportDialog *self, GtkListBoxRow *row)
{
  if (row == NULL)
    return;
  self->item = g_object_get_data (G_OBJECT (row), "item");
  self->is_filling = TRUE;
  fill_variants (self);
  fill_parts (self);
  self->is_filling = FALSE;
  gtk_label_set_label (self->file_size, "");
  changed_cb (self);
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* The name, how the file ends, and below it the reason if it cannot be had now. */
static GtkWidget *
new_row (const GradusExportItem *item)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *title = new_label (item->title, NULL);

  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), title);
  if (item->format != NULL)
    gtk_box_append (GTK_BOX (line),
                    new_label (item->format->endings[0], "export-ending"));
  gtk_box_append (GTK_BOX (box), line);
  if (item->problem != NULL)
    {
      gtk_box_append (GTK_BOX (box), new_label (item->problem, "export-reason"));
      gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_widget_add_css_class (row, "unavailable");
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_DISABLED,
                                   TRUE, -1);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, item->problem,
                                      -1);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  item->title, -1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "item", (gpointer) item);
  return row;
}

static const GradusExportItem *
get_item (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "item") : NULL;
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  const GradusExportItem *item = get_item (row);
  const GradusExportItem *above = get_item (before);
  GtkWidget              *label = NULL;

  if (above == NULL || (above->format == NULL) != (item->format == NULL))
    label = new_label (item->format == NULL ? _ ("Pictures") : _ ("The network"),
                       "export-heading");
  gtk_list_box_row_set_header (row, label);
}

static void
fill_list (GradusExportDialog *self)
{
  const GPtrArray *items = gradus_export_material_get_items (self->material);

  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
  for (guint i = 0; i < items->len; i++)
    gtk_list_box_append (self->list, new_row (items->pdata[i]));
}

static GtkListBoxRow *
find_row (GradusExportDialog *self, const char *id)
{
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    {
      GtkListBoxRow          *row = gtk_list_box_get_row_at_index (self->list, i);
      const GradusExportItem *item = get_item (row);

      if (item->problem == NULL && (id == NULL || g_str_equal (item->id, id)))
        return row;
    }
  return NULL;
}

/* --- Writing --- */

static void
set_writing (GradusExportDialog *self, gboolean is_writing)
{
  gtk_widget_set_sensitive (self->body, !is_writing);
  gtk_spinner_set_spinning (self->write_spinner, is_writing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.choose-file", !is_writing);
}

static void
show_error (GradusExportDialog *self, const char *text)
{
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_WINDOW (self), _ ("Could Not Export the File"), text);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GradusExportDialog) self = user_data;
  g_autoptr (GError)             error = NULL;
  g_autoptr (GFile)              file = NULL;

  /* It may have been closed meanwhile; the file is written all the same. */
  if (self->material == NULL)
    return;
  set_writing (self, FALSE);
  if (!gradus_export_write_finish (result, &error))
    {
      show_error (self, error->message);
      return;
    }
  file = g_object_steal_data (G_OBJECT (self), "file");
  g_signal_emit (self, signals[EXPORTED], 0, file);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* The name always ends as the format says. */
static GFile *
with_ending (GFile *file, const char *ending)
{
  g_autofree char  *base = g_file_get_basename (file);
  g_autofree char  *lower = g_ascii_strdown (base, -1);
  g_autofree char  *name = NULL;
  g_autoptr (GFile) folder = NULL;

  if (g_str_has_suffix (lower, ending))
    return g_object_ref (file);
  name = g_strconcat (base, ending, NULL);
  folder = g_file_get_parent (file);
  return g_file_get_child (folder, name);
}

void
gradus_export_dialog_export_to (GradusExportDialog *self, GFile *file)
{
  GradusExportChoice choice;
  GFile             *target;

  g_return_if_fail (GRADUS_IS_EXPORT_DIALOG (self));
  g_return_if_fail (self->item != NULL);

  take_choice (self, &choice);
  target = with_ending (file, gradus_export_choice_get_ending (&choice));
  g_object_set_data_full (G_OBJECT (self), "file", target, g_object_unref);
  if (g_file_peek_path (target) == NULL)
    {
      show_error (self, _ ("Choose a folder on this computer."));
      return;
    }
  set_writing (self, TRUE);
  gradus_export_write_async (self->material, &choice, g_file_peek_path (target),
                             written_cb, g_object_ref (self));
}

static void
response_cb (GradusExportDialog *self, int response, GtkNativeDialog *chooser)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_clear_object (&self->chooser);
  if (file != NULL)
    gradus_export_dialog_export_to (self, file);
}

static GtkFileFilter *
new_filter (const char *title, const char *ending)
{
  GtkFileFilter   *filter = gtk_file_filter_new ();
  g_autofree char *pattern = g_strconcat ("*", ending, NULL);
  g_autofree char *name = g_strdup_printf ("%s (%s)", title, ending);

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  return filter;
}

static void
choose_file (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusExportDialog       *self = GRADUS_EXPORT_DIALOG (widget);
  g_autofree char          *name = NULL;
  g_autoptr (GtkFileFilter) filter = NULL;
  GradusExportChoice        choice;

  if (self->item == NULL || self->chooser != NULL)
    return;
  take_choice (self, &choice);
  name = dup_file_name (self, 0);
  filter = new_filter (self->item->title, gradus_export_choice_get_ending (&choice));
  self->chooser = gtk_file_chooser_native_new (_ ("Export"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE,
                                               _ ("_Export"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* --- Object --- */

static void
gradus_export_dialog_dispose (GObject *object)
{
  GradusExportDialog *self = GRADUS_EXPORT_DIALOG (object);

  stop_waiting (self);
  self->item = NULL;
  self->is_filling = TRUE;
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->preview, gradus_export_preview_free);
  /* The rows outlive what they show, and their headings would ask for it. */
  if (self->material != NULL)
    gtk_list_box_set_header_func (self->list, NULL, NULL, NULL);
  g_clear_pointer (&self->material, gradus_export_material_unref);
  G_OBJECT_CLASS (gradus_export_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
#define BIND(name)                                                                       \
  gtk_widget_class_bind_template_child (widget_class, GradusExportDialog, name)
  BIND (body);
  BIND (list);
  BIND (page);
  BIND (item_title);
  BIND (item_summary);
  BIND (options);
  BIND (variant_row);
  BIND (format_row);
  BIND (scale_row);
  BIND (size_row);
  BIND (width_row);
  BIND (height_row);
  BIND (width);
  BIND (height);
  BIND (theme_row);
  BIND (words_row);
  BIND (words);
  BIND (bytes_row);
  BIND (bytes);
  BIND (part_row);
  BIND (file_name);
  BIND (file_size);
  BIND (write_spinner);
#undef BIND
}

static void
gradus_export_dialog_class_init (GradusExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_export_dialog_dispose;
  signals[EXPORTED] =
    g_signal_new ("exported", GRADUS_TYPE_EXPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
  g_type_ensure (GRADUS_TYPE_EXPORT_PAGE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-export-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, resized_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, variant_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, format_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, size_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, part_changed_cb);
  gtk_widget_class_install_action (widget_class, "export.choose-file", NULL, choose_file);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
gradus_export_dialog_init (GradusExportDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    gtk_string_list_append (names, _ (sizes[i].title));
  adw_combo_row_set_model (self->size_row, G_LIST_MODEL (names));
  self->is_filling = FALSE;
}

/* As large as the window lets it be, so that a page can be read. */
static void
choose_size (GradusExportDialog *self, GtkWindow *parent)
{
  int width = gtk_widget_get_width (GTK_WIDGET (parent)) - SIDE_GAP;
  int height = gtk_widget_get_height (GTK_WIDGET (parent)) - SIDE_GAP;

  gtk_window_set_default_size (GTK_WINDOW (self), CLAMP (width, LEAST_WIDTH, MOST_WIDTH),
                               CLAMP (height, LEAST_HEIGHT, MOST_HEIGHT));
}

/**
 * gradus_export_dialog_new:
 * @parent: the window that asks
 * @material: what can be exported
 *
 * Returns: (transfer floating): the dialog, with the first thing chosen that can be had
 */
GradusExportDialog *
gradus_export_dialog_new (GtkWindow *parent, GradusExportMaterial *material)
{
  GradusExportDialog *self =
    g_object_new (GRADUS_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);

  self->material = gradus_export_material_ref (material);
  choose_size (self, parent);
  fill_list (self);
  gradus_export_dialog_choose (self, NULL, NULL);
  return self;
}

gboolean
gradus_export_dialog_choose (GradusExportDialog *self,
                             const char         *id,
                             const char         *variant)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (GRADUS_IS_EXPORT_DIALOG (self), FALSE);

  row = find_row (self, id);
  if (row == NULL)
    return FALSE;
  gtk_list_box_select_row (self->list, row);
  for (guint i = 0;
       variant != NULL && self->item->figures != NULL && i < self->item->figures->len;
       i++)
    if (g_strcmp0 (gradus_figure_get_variant (self->item->figures->pdata[i]), variant) ==
        0)
      adw_combo_row_set_selected (self->variant_row, i);
  return TRUE;
}
