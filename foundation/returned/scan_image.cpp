#include "foundation/returned/scan_image.hpp"

#include "foundation/photo/photo.hpp"
#include "foundation/photo/picture.hpp"
#include "foundation/returned/pdf_bytes.hpp"
#include "foundation/returned/refused.hpp"

#include <qpdf/Buffer.hh>

#include <array>
#include <cmath>
#include <set>
#include <vector>

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;

constexpr int filters_max = 3; ///< as scanners have them: text of bytes, deflated, a picture
constexpr int numbers_max = 64;
constexpr int depth_max = 4;
constexpr int components_max = 8;
/// What of a paper's images is unpacked to see that it is whole: a hundred pages of 600 dots an
/// inch in black and white.
constexpr std::size_t unpacked_max = 450u << 20;
constexpr std::size_t table_bytes_max = 8u << 20;

/// Filters that lose nothing, and those that are pictures (table 6).
const std::set<std::string> plain_filters = {
    "/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode"};
const std::set<std::string> picture_filters = {
    "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/JPXDecode"};
/// Tables 8, 11 and 13, but for what JBIG2 images share.
constexpr std::array<const char*, 12> filter_parameters = {
    "/Predictor",   "/Colors",     "/BitsPerComponent", "/Columns",
    "/EarlyChange", "/K",          "/EndOfLine",        "/EncodedByteAlign",
    "/Rows",        "/EndOfBlock", "/BlackIs1",         "/ColorTransform"};
constexpr std::array<const char*, 8> short_keys = {"/BPC", "/CS", "/D",  "/DP",
                                                   "/H",   "/I",  "/IM", "/W"};
constexpr std::array<const char*, 3> outside_keys = {"/F", "/FFilter", "/FDecodeParms"};

bool is_set(Object flag)
{
    return flag.isBool() && flag.getBoolValue();
}

std::size_t whole_number(Object number, std::size_t max)
{
    if (!number.isInteger()) refuse_it(PaperFault::no_paper);
    const auto value = number.getIntValue();
    if (value < 0 || std::size_t(value) > max) refuse_it(PaperFault::no_paper);
    return std::size_t(value);
}

Object number_copy(Object number)
{
    if (number.isInteger()) return Object::newInteger(number.getIntValue());
    if (!number.isReal()) refuse_it(PaperFault::unknown_image);
    return Object::newReal(number.getRealValue());
}

Object numbers_copy(Object list)
{
    if (!list.isArray() || list.getArrayNItems() > numbers_max)
        refuse_it(PaperFault::unknown_image);
    auto copy = Object::newArray();
    for (auto& number : list.getArrayAsVector()) copy.appendItem(number_copy(number));
    return copy;
}

void copy_numbers(Object from, Object to, std::initializer_list<const char*> keys)
{
    for (const auto* key : keys) {
        auto value = from.getKey(key);
        if (value.isArray())
            to.replaceKey(key, numbers_copy(value));
        else if (value.isNumber())
            to.replaceKey(key, number_copy(value));
    }
}

std::vector<std::string> filters_of(Object dictionary)
{
    auto filter = dictionary.getKey("/Filter");
    std::vector<std::string> names;
    if (filter.isNull()) return names;
    const auto all = filter.isArray() ? filter.getArrayAsVector() : std::vector<Object>{filter};
    for (auto one : all) {
        if (!one.isName() || names.size() == filters_max) refuse_it(PaperFault::unknown_image);
        names.push_back(one.getName());
    }
    return names;
}

bool is_jpeg(const std::vector<std::string>& filters)
{
    return !filters.empty() && filters.back() == "/DCTDecode";
}

/// Parameters of one of its filters; null where it has none.
Object parameters_at(Object dictionary, std::size_t place, std::size_t filters)
{
    auto given = dictionary.getKey("/DecodeParms");
    if (given.isArray())
        return int(place) < given.getArrayNItems() ? given.getArrayItem(int(place))
                                                   : Object::newNull();
    return place + 1 == filters ? given : Object::newNull();
}

std::string raw_bytes(Object stream)
{
    const auto raw = stream.getRawStreamData();
    return {reinterpret_cast<const char*>(raw->getBuffer()), raw->getSize()};
}

/// What its last filter is given: a JPEG may be packed once more.
std::string jpeg_bytes(Object image, const std::vector<std::string>& filters)
{
    auto raw = raw_bytes(image);
    if (filters.size() == 1) return raw;
    auto names = Object::newArray(), parameters = Object::newArray();
    for (std::size_t i = 0; i + 1 < filters.size(); ++i) {
        names.appendItem(Object::newName(filters[i]));
        parameters.appendItem(parameters_at(image.getDict(), i, filters.size()));
    }
    auto packed = Object::newStream(image.getOwningQPDF(), raw);
    packed.getDict().replaceKey("/Filter", names);
    packed.getDict().replaceKey("/DecodeParms", parameters);
    auto content = unpacked(packed, paper_bytes_max, Unpack::keep);
    if (content.more) refuse_it(PaperFault::too_large);
    if (content.broken) refuse_it(PaperFault::no_paper);
    return std::move(content.bytes);
}

/// Whether bytes begin as a profile of so many colours (ICC.1:2010, 7.2): what readers make of one
/// that is broken differs.
bool is_profile_of(const std::string& profile, std::size_t components)
{
    constexpr std::size_t head_length = 128, space_at = 16, mark_at = 36;
    if (profile.size() < head_length) return false;
    std::size_t length = 0;
    for (int i = 0; i < 4; ++i)
        length = length << 8 | static_cast<unsigned char>(profile[std::size_t(i)]);
    const auto space = profile.substr(space_at, 4);
    const std::string_view right = components == 1 ? "GRAY" : components == 4 ? "CMYK" : "RGB ";
    return length >= head_length && length <= profile.size() &&
           profile.substr(mark_at, 4) == "acsp" &&
           (space == right || (components == 3 && space == "Lab "));
}

std::string picture_alone(const std::string& jpeg)
{
    auto alone = photo::picture_alone(jpeg);
    if (!alone)
        refuse_it(
            alone.error() == photo::Problem::too_large ? PaperFault::too_large
                                                       : PaperFault::no_paper
        );
    return std::move(*alone);
}

/// A name that `Indexed` or `Separation` spaces write inside, or an image of its own.
std::size_t device_components(const std::string& name)
{
    return name == "/DeviceGray" ? 1 : name == "/DeviceRGB" ? 3 : name == "/DeviceCMYK" ? 4 : 0;
}

} // namespace

QPDFObjectHandle ImageCopies::image(const QPDFObjectHandle& source, const QPDFObjectHandle& meant)
{
    return copied(source, Part::page, meant);
}

QPDFObjectHandle ImageCopies::copied(QPDFObjectHandle source, Part part, QPDFObjectHandle meant)
{
    if (!source.isStream()) refuse_it(PaperFault::no_paper);
    const std::tuple id{source.getObjGen(), part, meant.unparse()};
    if (const auto known = images_.find(id); known != images_.end()) return known->second;
    auto copy = picture(source, part, meant);
    images_.emplace(id, copy);
    return copy;
}

QPDFObjectHandle ImageCopies::picture(QPDFObjectHandle source, Part part, QPDFObjectHandle meant)
{
    auto from = source.getDict();
    for (const auto* key : short_keys) // of images in the content; some readers take them here too
        if (from.hasKey(key)) refuse_it(PaperFault::unknown_image);
    if (from.getKey("/Filter").isArray() && from.getKey("/DecodeParms").isDictionary())
        refuse_it(PaperFault::unknown_image); // some readers pass it over
    for (const auto* key : outside_keys)
        if (from.hasKey(key)) refuse_it(PaperFault::active);
    const auto width = whole_number(from.getKey("/Width"), std::size_t(1) << 31);
    const auto height = whole_number(from.getKey("/Height"), std::size_t(1) << 31);
    if (width == 0 || height == 0) refuse_it(PaperFault::no_paper);
    if (photo::too_large(long(width), long(height))) refuse_it(PaperFault::too_large);
    const auto filters = filters_of(from);
    const bool jpeg = is_jpeg(filters);
    const auto bytes = jpeg ? picture_alone(jpeg_bytes(source, filters)) : raw_bytes(source);
    if (bytes.empty()) refuse_it(PaperFault::no_paper);
    auto image = Object::newStream(&into_, bytes);
    image.setFilterOnWrite(filters.empty());
    auto to = image.getDict();
    to.replaceKey("/Type", Object::newName("/XObject"));
    to.replaceKey("/Subtype", Object::newName("/Image"));
    to.replaceKey("/Width", Object::newInteger(long(width)));
    to.replaceKey("/Height", Object::newInteger(long(height)));
    if (jpeg)
        copy_jpeg_storage(from, to);
    else
        copy_storage(from, to);
    const bool is_jpx = !filters.empty() && filters.back() == "/JPXDecode";
    const bool is_stencil = is_set(from.getKey("/ImageMask"));
    if (part == Part::stencil && !is_stencil) refuse_it(PaperFault::unknown_image);
    std::size_t bits = is_stencil ? 1 : 8;
    if (auto given = from.getKey("/BitsPerComponent"); !given.isNull()) {
        bits = whole_number(given, 16);
        to.replaceKey("/BitsPerComponent", Object::newInteger(long(bits)));
    }
    if (is_stencil) {
        to.replaceKey("/ImageMask", Object::newBool(true));
        to.replaceKey("/BitsPerComponent", Object::newInteger(1));
    } else if (auto colours = from.getKey("/ColorSpace"); !colours.isNull()) {
        const auto copy = space(meant.isNull() ? colours : meant);
        to.replaceKey("/ColorSpace", copy.copy);
        bits *= copy.components;
    } else if (!is_jpx) {
        refuse_it(PaperFault::unknown_image);
    }
    if (auto decode = from.getKey("/Decode"); decode.isArray())
        to.replaceKey("/Decode", numbers_copy(decode));
    if (is_set(from.getKey("/Interpolate"))) to.replaceKey("/Interpolate", Object::newBool(true));
    if (is_jpx && from.getKey("/SMaskInData").isInteger())
        to.replaceKey("/SMaskInData", number_copy(from.getKey("/SMaskInData")));
    if (part == Part::soft_mask) copy_numbers(from, to, {"/Matte"});
    if (part == Part::page && !is_stencil) {
        auto soft = from.getKey("/SMask"), mask = from.getKey("/Mask");
        if (soft.isStream())
            to.replaceKey("/SMask", copied(soft, Part::soft_mask));
        else if (mask.isStream())
            to.replaceKey("/Mask", copied(mask, Part::stencil));
        else if (mask.isArray())
            to.replaceKey("/Mask", numbers_copy(mask));
    }
    if (filters.empty() || plain_filters.contains(filters.back()))
        whole_[image.getObjGen()] = is_complete(source, (width * bits + 7) / 8 * height);
    return image;
}

/// Filters and their parameters, so that the same bytes are read the same way.
void ImageCopies::copy_storage(QPDFObjectHandle from, QPDFObjectHandle to)
{
    const auto filters = filters_of(from);
    if (filters.empty()) return;
    auto names = Object::newArray(), parameters = Object::newArray();
    bool any = false;
    for (std::size_t i = 0; i < filters.size(); ++i) {
        const bool last = i + 1 == filters.size();
        if (!plain_filters.contains(filters[i]) && !(last && picture_filters.contains(filters[i])))
            refuse_it(PaperFault::unknown_image);
        names.appendItem(Object::newName(filters[i]));
        auto one = parameters_at(from, i, filters.size());
        parameters.appendItem(one.isDictionary() ? parameters_of(one) : Object::newNull());
        any = any || one.isDictionary();
    }
    const bool one = filters.size() == 1;
    to.replaceKey("/Filter", one ? names.getArrayItem(0) : names);
    if (any) to.replaceKey("/DecodeParms", one ? parameters.getArrayItem(0) : parameters);
}

void ImageCopies::copy_jpeg_storage(QPDFObjectHandle from, QPDFObjectHandle to)
{
    const auto filters = filters_of(from).size();
    to.replaceKey("/Filter", Object::newName("/DCTDecode"));
    if (auto given = parameters_at(from, filters - 1, filters); given.isDictionary())
        to.replaceKey("/DecodeParms", parameters_of(given));
}

QPDFObjectHandle ImageCopies::parameters_of(QPDFObjectHandle source)
{
    auto copy = Object::newDictionary();
    for (const auto* key : filter_parameters) {
        auto value = source.getKey(key);
        if (value.isInteger()) copy.replaceKey(key, Object::newInteger(value.getIntValue()));
        if (value.isBool()) copy.replaceKey(key, Object::newBool(value.getBoolValue()));
    }
    if (auto shared = source.getKey("/JBIG2Globals"); shared.isStream())
        copy.replaceKey("/JBIG2Globals", plain_stream(shared));
    return copy;
}

QPDFObjectHandle ImageCopies::plain_stream(QPDFObjectHandle source, const char* kept_key)
{
    if (!source.isStream()) refuse_it(PaperFault::unknown_image);
    const auto id = source.getObjGen();
    if (const auto known = streams_.find(id); known != streams_.end()) return known->second;
    for (const auto* key : outside_keys)
        if (source.getDict().hasKey(key)) refuse_it(PaperFault::active);
    auto content = unpacked(source, table_bytes_max, Unpack::keep);
    if (content.more || content.broken) refuse_it(PaperFault::unknown_image);
    auto copy = Object::newStream(&into_, content.bytes); // deflated when it is written
    if (kept_key != nullptr) copy_numbers(source.getDict(), copy.getDict(), {kept_key});
    streams_.emplace(id, copy);
    return copy;
}

/// Whether not a byte is missing. Refuses images that are cut off (a row too few is a scanner's own
/// counting), and more of them than a paper has: whoever opens what is kept unpacks as much.
bool ImageCopies::is_complete(QPDFObjectHandle source, std::size_t bytes)
{
    if (bytes > unpacked_max - unpacked_) refuse_it(PaperFault::too_large);
    unpacked_ += bytes;
    const auto content = unpacked(source, bytes, Unpack::count);
    if (content.broken || content.size < bytes - bytes / 10) refuse_it(PaperFault::no_paper);
    return content.size == bytes;
}

bool ImageCopies::is_whole(const QPDFObjectHandle& source, const QPDFObjectHandle& meant)
{
    auto copy = image(source, meant);
    const auto id = copy.getObjGen();
    if (const auto known = whole_.find(id); known != whole_.end()) return known->second;
    return whole_[id] = is_jpeg(filters_of(copy.getDict())) && photo::is_whole(raw_bytes(copy));
}

ImageCopies::Space ImageCopies::space(const QPDFObjectHandle& source)
{
    return space_of(source, 0);
}

ImageCopies::Space ImageCopies::space_of(QPDFObjectHandle source, int depth)
{
    if (depth > depth_max) refuse_it(PaperFault::unknown_image);
    if (source.isArray() && source.getArrayNItems() == 1) source = source.getArrayItem(0);
    if (source.isName()) {
        const auto components = device_components(source.getName());
        if (components == 0) refuse_it(PaperFault::unknown_image);
        return {Object::newName(source.getName()), components};
    }
    if (!source.isArray() || source.getArrayNItems() < 2 || !source.getArrayItem(0).isName())
        refuse_it(PaperFault::unknown_image);
    const auto kind = source.getArrayItem(0).getName();
    auto detail = source.getArrayItem(1);
    auto copy = Object::newArray();
    copy.appendItem(Object::newName(kind));
    std::size_t components = 1;
    if (kind == "/ICCBased") {
        auto profile = plain_stream(detail, "/Range");
        components = whole_number(detail.getDict().getKey("/N"), 4);
        if (components == 0 || components == 2 || !is_profile_of(raw_bytes(profile), components))
            refuse_it(PaperFault::unknown_image);
        profile.getDict().replaceKey("/N", Object::newInteger(long(components)));
        copy.appendItem(profile);
    } else if (kind == "/CalGray" || kind == "/CalRGB" || kind == "/Lab") {
        if (!detail.isDictionary()) refuse_it(PaperFault::unknown_image);
        auto numbers = Object::newDictionary();
        copy_numbers(
            detail, numbers, {"/WhitePoint", "/BlackPoint", "/Gamma", "/Matrix", "/Range"}
        );
        copy.appendItem(numbers);
        components = kind == "/CalGray" ? 1 : 3;
    } else if (kind == "/Indexed" && source.getArrayNItems() == 4) {
        copy.appendItem(space_of(detail, depth + 1).copy);
        copy.appendItem(Object::newInteger(long(whole_number(source.getArrayItem(2), 255))));
        auto table = source.getArrayItem(3);
        copy.appendItem(
            table.isString() ? Object::newString(table.getStringValue()) : plain_stream(table)
        );
    } else if ((kind == "/Separation" || kind == "/DeviceN") && source.getArrayNItems() >= 4) {
        auto names = Object::newArray();
        const auto all = detail.isArray() ? detail.getArrayAsVector() : std::vector<Object>{detail};
        if (all.empty() || all.size() > components_max || detail.isArray() != (kind == "/DeviceN"))
            refuse_it(PaperFault::unknown_image);
        for (auto name : all) {
            if (!name.isName()) refuse_it(PaperFault::unknown_image);
            names.appendItem(Object::newName(name.getName()));
        }
        components = all.size();
        copy.appendItem(detail.isArray() ? names : names.getArrayItem(0));
        copy.appendItem(space_of(source.getArrayItem(2), depth + 1).copy);
        copy.appendItem(function_of(source.getArrayItem(3), depth + 1));
    } else {
        refuse_it(PaperFault::unknown_image);
    }
    return {copy, components};
}

/// Functions that are tables, powers, or such ones side by side; none that is a program (7.10).
QPDFObjectHandle ImageCopies::function_of(QPDFObjectHandle source, int depth)
{
    if (depth > depth_max) refuse_it(PaperFault::unknown_image);
    auto from = source.isStream() ? source.getDict() : source;
    if (!from.isDictionary()) refuse_it(PaperFault::unknown_image);
    const auto kind = whole_number(from.getKey("/FunctionType"), 4);
    auto copy = kind == 0 ? plain_stream(source) : Object::newDictionary();
    auto to = kind == 0 ? copy.getDict() : copy;
    to.replaceKey("/FunctionType", Object::newInteger(long(kind)));
    if (kind == 0) {
        copy_numbers(
            from, to,
            {"/Domain", "/Range", "/Size", "/BitsPerSample", "/Order", "/Encode", "/Decode"}
        );
    } else if (kind == 2) {
        copy_numbers(from, to, {"/Domain", "/Range", "/C0", "/C1", "/N"});
    } else if (kind == 3 && from.getKey("/Functions").isArray()) {
        copy_numbers(from, to, {"/Domain", "/Range", "/Bounds", "/Encode"});
        auto parts = Object::newArray();
        auto given = from.getKey("/Functions");
        if (given.getArrayNItems() > components_max) refuse_it(PaperFault::unknown_image);
        for (auto& part : given.getArrayAsVector()) parts.appendItem(function_of(part, depth + 1));
        to.replaceKey("/Functions", parts);
    } else {
        refuse_it(PaperFault::unknown_image);
    }
    return copy;
}

bool shows_what_is_below(QPDFObjectHandle image)
{
    auto head = image.getDict();
    auto in_data = head.getKey("/SMaskInData");
    return is_set(head.getKey("/ImageMask")) || head.getKey("/SMask").isStream() ||
           head.getKey("/Mask").isStream() || head.getKey("/Mask").isArray() ||
           (in_data.isInteger() && in_data.getIntValue() != 0);
}

} // namespace tnung::returned
