#pragma once

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjGen.hh>
#include <qpdf/QPDFObjectHandle.hh>

#include <cstddef>
#include <map>
#include <string>
#include <tuple>

namespace tnung::returned {

/// Copies images into another file: their bytes as they are stored, and of their dictionaries what
/// says how those bytes are a picture (ISO 32000-1, 8.9.5), by a list of what is allowed. Nothing
/// of the file they come from is referred to. A JPEG loses what a camera or a program wrote into
/// it.
class ImageCopies {
public:
    explicit ImageCopies(QPDF& into) : into_(into) {}

    /// Throws `Refused`: `active` where the bytes stand in another file, `too_large`,
    /// `unknown_image`, `no_paper` where they are not the picture that they should be.
    /// `meant`: the space that a page means by the device's that the image names; null: that one.
    QPDFObjectHandle image(const QPDFObjectHandle& source, const QPDFObjectHandle& meant);

    /// Whether each point of such an image can be decoded; of faxes and the like nobody here knows.
    bool is_whole(const QPDFObjectHandle& source, const QPDFObjectHandle& meant);

    struct Space {
        QPDFObjectHandle copy;
        std::size_t components = 0;
    };
    /// A colour space that is no pattern.
    Space space(const QPDFObjectHandle& source);

private:
    enum class Part { page, soft_mask, stencil };

    QPDFObjectHandle copied(
        QPDFObjectHandle source, Part part, QPDFObjectHandle meant = QPDFObjectHandle::newNull()
    );
    QPDFObjectHandle picture(QPDFObjectHandle source, Part part, QPDFObjectHandle meant);
    Space space_of(QPDFObjectHandle source, int depth);
    QPDFObjectHandle function_of(QPDFObjectHandle source, int depth);
    /// A stream that is no image: a profile, a table, what JBIG2 images share.
    QPDFObjectHandle plain_stream(QPDFObjectHandle source, const char* kept_key = nullptr);
    void copy_storage(QPDFObjectHandle from, QPDFObjectHandle to);
    void copy_jpeg_storage(QPDFObjectHandle from, QPDFObjectHandle to);
    QPDFObjectHandle parameters_of(QPDFObjectHandle source);
    bool is_complete(QPDFObjectHandle source, std::size_t bytes);

    QPDF& into_;
    std::map<std::tuple<QPDFObjGen, Part, std::string>, QPDFObjectHandle> images_;
    std::map<QPDFObjGen, QPDFObjectHandle> streams_;
    std::size_t unpacked_ = 0;
    std::map<QPDFObjGen, bool> whole_; ///< of copies that were looked at
};

/// Whether a pixel of it may show what lies below.
bool shows_what_is_below(QPDFObjectHandle image);

} // namespace tnung::returned
