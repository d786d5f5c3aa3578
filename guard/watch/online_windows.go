package watch

import "golang.org/x/sys/windows"

// recalled are the attributes of a file whose content is elsewhere (Microsoft, "File Attribute Constants").
const recalled = windows.FILE_ATTRIBUTE_OFFLINE | windows.FILE_ATTRIBUTE_RECALL_ON_OPEN | windows.FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS

// onlineOnly tells whether the file at path is in a cloud service only, so that to read it would download it.
func onlineOnly(path string) bool {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return false
	}
	attributes, err := windows.GetFileAttributes(name)
	return err == nil && attributes&recalled != 0
}
