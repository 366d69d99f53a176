/* Linked into the static program for Linux (packaging/build). To look a name up, the C library loads the modules that
 * /etc/nsswitch.conf names, which a static program must not do: those are of the machine's own C library, and where that is
 * another version, as on most machines, the first `ast login` ends by a signal. So names come from /etc/hosts and DNS, and
 * accounts from /etc/passwd, by what is in the program. Before `main`, as nobody has looked anything up yet. */
#include <nss.h>

__attribute__((constructor)) static void use_own_lookup(void)
{
    __nss_configure_lookup("hosts", "files dns");
    __nss_configure_lookup("passwd", "files");
    __nss_configure_lookup("group", "files");
    __nss_configure_lookup("services", "files");
}
