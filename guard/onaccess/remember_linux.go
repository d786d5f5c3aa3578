package onaccess

import (
	"time"

	"golang.org/x/sys/unix"
)

// remember tells the kernel to allow every opening of a file, without asking, until it is changed. The mark is never
// given FAN_MARK_IGNORED_SURV_MODIFY, so a write takes it away; a mapped write does not, so the mark also asks to be told
// when a writer closes the file. before is the file as it was when it was judged.
func (g *group) remember(fd int, before state) {
	if !g.still || !g.same(fd, before) {
		return
	}
	err := g.mark(unix.FAN_MARK_ADD|unix.FAN_MARK_IGNORED_MASK|g.gate.evictable, unix.FAN_OPEN_PERM, fd, "")
	if err != nil {
		return // EEXIST: a file that is followed; ENOMEM
	}
	if !g.whole {
		err = g.mark(unix.FAN_MARK_ADD|g.gate.evictable, unix.FAN_CLOSE_WRITE, fd, "")
	}
	if err != nil || !g.same(fd, before) || g.gate.locks.has(before.inode) { // changed while the mark was not there yet
		g.forget(fd, "")
	}
}

// same tells whether a file is surely what it was before, and nobody is about to change it.
func (g *group) same(fd int, before state) bool {
	now, err := stateOf(fd)
	return err == nil && now == before && now.settled(time.Now()) && unwritten(fd)
}

// forget takes back what remember did, if it did. dir is a descriptor when path is empty.
func (g *group) forget(dir int, path string) {
	_ = g.mark(unix.FAN_MARK_REMOVE|unix.FAN_MARK_IGNORED_MASK, unix.FAN_OPEN_PERM, dir, path) // ENOENT: it did not
	if !g.whole {
		_ = g.mark(unix.FAN_MARK_REMOVE, unix.FAN_CLOSE_WRITE, dir, path)
	}
}

// The magic numbers of statfs(2) of file systems that other computers change. x/sys/unix has not all of them.
const (
	cifsMagic = 0xff534d42
	smb2Magic = 0xfe534d42
	cephMagic = 0x00c36400
)

// local tells whether all that changes the files below dir goes through this PC's kernel. A FUSE file system counts
// when it has a disk: its device then has a major number.
func local(dir string) bool {
	var fs unix.Statfs_t
	var at unix.Stat_t
	if unix.Statfs(dir, &fs) != nil || unix.Stat(dir, &at) != nil {
		return false
	}
	switch uint32(fs.Type) {
	case unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.V9FS_MAGIC, unix.AFS_SUPER_MAGIC, unix.CODA_SUPER_MAGIC, cifsMagic, smb2Magic, cephMagic:
		return false
	case unix.FUSE_SUPER_MAGIC:
		return unix.Major(at.Dev) != 0
	}
	return true
}
