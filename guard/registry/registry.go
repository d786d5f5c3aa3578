// Package registry reads and writes the registry of Windows as a 64-bit program sees it, whatever this program is. It
// takes keys below one root, and gives and takes texts, lists of texts and numbers (REG_SZ, REG_MULTI_SZ, REG_DWORD). It
// knows nothing of what they mean: those who use it say what they need of it, so that their tests can make one up.
// On other systems there is nothing in it.
package registry
