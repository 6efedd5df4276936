/* libbounce: what a bounce e-mail says, whose turn it is, and what to do. Includes everything. */
#ifndef BOUNCE_BOUNCE_H
#define BOUNCE_BOUNCE_H

#include <bounce/cause.h>
#include <bounce/classifier.h>
#include <bounce/error.h>
#include <bounce/hint.h>
#include <bounce/json.h>
#include <bounce/knowledge.h>
#include <bounce/macros.h>
#include <bounce/mbox.h>
#include <bounce/recipient.h>
#include <bounce/report.h>
#include <bounce/terms.h>
#include <bounce/version.h>

#endif
