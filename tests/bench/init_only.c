/* The floor for a one-shot process that links GMime: g_mime_init and nothing else. */
#include <gmime/gmime.h>

int main(void)
{
    g_mime_init();
    return 0;
}
