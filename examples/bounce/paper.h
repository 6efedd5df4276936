/*
 * Paper: text laid out in columns for a person, and made safe for a terminal.
 *
 * Widths are those of a terminal's cells: East Asian wide characters take two, combining ones none (Unicode Standard Annex 11, through GLib).
 * Text from mail never reaches the terminal raw: control characters, escape sequences and bidirectional controls are shown as U+FFFD.
 */
#ifndef PAPER_H
#define PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct paper {
    FILE *out;
    unsigned width;   /* columns, at least 30 */
    bool color;
    bool plain;       /* no symbols */
    unsigned indent;  /* where text begins */
    unsigned label;   /* where labels begin */
} paper;

typedef enum paper_style { PAPER_NORMAL, PAPER_BOLD, PAPER_DIM, PAPER_RED, PAPER_YELLOW, PAPER_GREEN } paper_style;

/* Cells that text takes. */
size_t paper_width(const char *text, size_t length);
/* Starts a line with a label in the label column; what follows goes to the indent. label may be "". */
void paper_label(paper *p, const char *label);
/* Wrapped text from the current column on; ends the line. mark_start and mark_length (bytes) are set off as the words that decided. */
void paper_text(paper *p, const char *text, size_t mark_start, size_t mark_length, paper_style style);
/* label + text. */
void paper_row(paper *p, const char *label, const char *text);
/* Turns a style on and off around text that the caller prints. */
void paper_start(const paper *p, paper_style style);
void paper_end(const paper *p, paper_style style);
void paper_blank(paper *p);
/* text as it may be shown, malloc'ed. */
char *paper_safe(const char *text);

#endif
