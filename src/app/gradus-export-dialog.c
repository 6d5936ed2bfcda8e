/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-export-dialog-private.h"

#include <glib/gi18n-lib.h>

#define SIDE_GAP 80
#define LEAST_WIDTH 900
#define MOST_WIDTH 1400
#define LEAST_HEIGHT 520
#define MOST_HEIGHT 900

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

GradusFigure *
gradus_export_dialog_get_figure (GradusExportDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->variant_row);

  if (self->item == NULL || self->item->figures == NULL || self->item->figures->len == 0)
    return NULL;
  return self->item->figures->pdata[MIN (selected, self->item->figures->len - 1)];
}

void
gradus_export_dialog_take_choice (GradusExportDialog *self, GradusExportChoice *choice)
{
  const Size *size = &sizes[adw_combo_row_get_selected (self->size_row)];

  *choice = (GradusExportChoice){ .item = self->item,
                                  .figure = gradus_export_dialog_get_figure (self) };
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

char *
gradus_export_dialog_dup_file_name (GradusExportDialog *self, guint part)
{
  GradusExportChoice choice;
  g_autofree char   *stem = NULL;
  const char        *ending;

  gradus_export_dialog_take_choice (self, &choice);
  stem = gradus_export_material_dup_stem (self->material, self->item, choice.figure);
  ending = choice.figure != NULL ? gradus_export_choice_get_ending (&choice)
                                 : self->item->format->endings[part];
  return g_strconcat (stem, ending, NULL);
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
  GradusFigure    *figure = gradus_export_dialog_get_figure (self);
  g_autofree char *name = gradus_export_dialog_dup_file_name (self, 0);

  gtk_label_set_label (self->item_title, self->item->title);
  gtk_label_set_label (self->item_summary, figure != NULL
                                             ? gradus_figure_get_title (figure)
                                             : self->item->summary);
  gtk_label_set_label (self->file_name, name);
}

void
gradus_export_dialog_update (GradusExportDialog *self)
{
  if (self->is_filling || self->item == NULL)
    return;
  update_rows (self);
  update_words (self);
  gradus_export_dialog_update_preview (self);
}

static void
changed_cb (GradusExportDialog *self)
{
  gradus_export_dialog_update (self);
}

/* A size of one's own starts from what was there. */
static void
size_changed_cb (GradusExportDialog *self)
{
  if (!self->is_filling && self->preview != NULL &&
      gradus_export_dialog_get_figure (self) != NULL &&
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
    gradus_export_dialog_show_preview (self);
}

static void
resized_cb (GradusExportDialog *self)
{
  if (self->preview != NULL && self->preview->pages != NULL)
    gradus_export_dialog_update_preview (self);
}

/* --- Object --- */

/* Closed: what is under way holds the dialog, so that it must end before dispose. */
static void
gradus_export_dialog_unrealize (GtkWidget *widget)
{
  GradusExportDialog *self = GRADUS_EXPORT_DIALOG (widget);

  gradus_export_dialog_stop_preview (self);
  gradus_export_dialog_stop_writing (self);
  GTK_WIDGET_CLASS (gradus_export_dialog_parent_class)->unrealize (widget);
}

static void
gradus_export_dialog_dispose (GObject *object)
{
  GradusExportDialog *self = GRADUS_EXPORT_DIALOG (object);

  gradus_export_dialog_stop_preview (self);
  gradus_export_dialog_stop_writing (self);
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
  widget_class->unrealize = gradus_export_dialog_unrealize;
  signals[EXPORTED] =
    g_signal_new ("exported", GRADUS_TYPE_EXPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
  g_type_ensure (GRADUS_TYPE_EXPORT_PAGE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-export-dialog.ui");
  bind_children (widget_class);
  gradus_export_dialog_class_bind_list (widget_class);
  gradus_export_dialog_class_install_preview (widget_class);
  gradus_export_dialog_class_install_write (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, resized_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, size_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, part_changed_cb);
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
  gradus_export_dialog_fill_list (self);
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

  row = gradus_export_dialog_find_row (self, id);
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
