package pdf

import (
	"context"

	"giumat/detectors"
)

// FPDF_GetFormType, fpdf_formfill.h.
const (
	formNone = 0
	formXFA  = 2 // the pages are drawn from XML that PDFium, as built here, does not read
)

// openForm prepares the reading of form fields. Scripts do not run: this PDFium has no JavaScript.
func (r *reader) openForm(ctx context.Context) error {
	r.form = 0
	kind, err := r.box.call(ctx, "FPDF_GetFormType", r.doc)
	if err != nil || kind == formNone {
		return err
	}
	if kind == formXFA {
		r.once("xfa-form", "")
	}
	info, err := r.box.call(ctx, "FPDF_FORMFILLINFO_Create")
	if err != nil || info == 0 {
		return err
	}
	r.form, err = r.box.call(ctx, "FPDFDOC_InitFormFillEnvironment", r.doc, info)
	return err
}

// field sends a form field's name, hint and value. A field may have its name and value from a parent, so PDFium's
// form model is asked, not the annotation.
func (r *reader) field(ctx context.Context, annot uint64, n int) error {
	if r.form == 0 {
		return nil
	}
	for _, name := range []string{
		"FPDFAnnot_GetFormFieldName", "FPDFAnnot_GetFormFieldAlternateName", "FPDFAnnot_GetFormFieldValue",
	} {
		s, err := r.text(ctx, pageName(n), name, r.form, annot)
		if err != nil {
			return err
		}
		r.lines(s, detectors.FormField, n+1)
	}
	return nil
}
