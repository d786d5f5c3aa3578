package link

import (
	"net"
	"strconv"

	"golang.org/x/sys/unix"
)

// peerID is the user at the other end, as it was when the connection was made (SO_PEERCRED, unix(7)).
func peerID(conn *net.UnixConn) (string, error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return "", err
	}
	var cred *unix.Ucred
	var credErr error
	if err := raw.Control(func(fd uintptr) {
		cred, credErr = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	}); err != nil {
		return "", err
	}
	if credErr != nil {
		return "", credErr
	}
	return strconv.FormatUint(uint64(cred.Uid), 10), nil
}
