package pdf

import (
	"context"
	"encoding/binary"
	"fmt"
)

const (
	maxAttachments   = 1000
	maxAttachedBytes = 128 << 20 // of one document, all together; they wait in memory until PDFium's is given back
)

// attachments keeps the files attached to the document for reading.
func (r *reader) attachments(ctx context.Context) error {
	count, err := r.box.count(ctx, "FPDFDoc_GetAttachmentCount", r.doc)
	if err != nil {
		return err
	}
	for i := range min(count, maxAttachments) {
		attachment, err := r.box.call(ctx, "FPDFDoc_GetAttachment", r.doc, uint64(i))
		if err != nil {
			return err
		}
		if err := r.attach(ctx, attachment); err != nil {
			return err
		}
	}
	if count > maxAttachments {
		r.once("too-many-attachments", fmt.Sprintf("attachment %d", maxAttachments+1))
	}
	return nil
}

// attachedToPage keeps the file that an annotation shows as a pin or a paper clip.
func (r *reader) attachedToPage(ctx context.Context, annot uint64) error {
	attachment, err := r.box.call(ctx, "FPDFAnnot_GetFileAttachment", annot)
	if err != nil {
		return err
	}
	return r.attach(ctx, attachment)
}

func (r *reader) attach(ctx context.Context, attachment uint64) error {
	if attachment == 0 {
		return nil
	}
	name := fmt.Sprintf("attachment %d", len(r.attached)+1)
	size, err := r.attachedSize(ctx, attachment, 0, 0)
	if err != nil || size == 0 {
		return err
	}
	if len(r.attached) >= maxAttachments {
		r.once("too-many-attachments", name)
		return nil
	}
	if size > min(maxAttachedBytes-r.holding, r.in.Limits.PartBytes) {
		r.out.Partial("part-too-large", name)
		return nil
	}
	buffer, err := r.box.alloc(ctx, uint64(size))
	if err != nil {
		return err
	}
	if _, err := r.attachedSize(ctx, attachment, buffer, uint64(size)); err != nil {
		return err
	}
	content, err := r.box.bytes(buffer, uint64(size))
	if err != nil {
		return err
	}
	r.attached = append(r.attached, content)
	r.holding += size
	_, err = r.box.call(ctx, "free", buffer)
	return err
}

// attachedSize asks for the size of an attachment, and for its bytes if the buffer is long enough.
func (r *reader) attachedSize(ctx context.Context, attachment, buffer, n uint64) (int64, error) {
	ok, err := r.box.call(ctx, "FPDFAttachment_GetFile", attachment, buffer, n, r.box.scratch)
	if err != nil || uint32(ok) == 0 {
		return 0, err
	}
	raw, err := r.box.bytes(r.box.scratch, 4)
	if err != nil {
		return 0, err
	}
	return int64(binary.LittleEndian.Uint32(raw)), nil
}
