# embed(target name file...): the files' bytes become part of the program, reached by path:
#   std::span<const tnung::EmbeddedFile> <name>();   (declared by the caller, base/embedded.hpp)
# The assembler reads them (.incbin), so that a change costs no compile of a large literal.
function(embed target name)
    set(assembly "    .section .rodata\n")
    set(rows "")
    set(index 0)
    set(declarations "")
    set(absolute_files "")
    foreach(file IN LISTS ARGN)
        get_filename_component(absolute ${file} ABSOLUTE)
        get_filename_component(base ${file} NAME)
        list(APPEND absolute_files ${absolute})
        string(APPEND assembly
            "    .balign 16\n    .global ${name}_${index}\n${name}_${index}:\n    .incbin \"${absolute}\"\n"
            "    .global ${name}_${index}_end\n${name}_${index}_end:\n    .byte 0\n")
        string(APPEND declarations
            "extern \"C\" const char ${name}_${index}[];\nextern \"C\" const char ${name}_${index}_end[];\n")
        string(APPEND rows
            "    {\"${base}\", std::string_view(${name}_${index}, std::size_t(${name}_${index}_end - ${name}_${index}))},\n")
        math(EXPR index "${index} + 1")
    endforeach()
    string(APPEND assembly "    .section .note.GNU-stack,\"\",@progbits\n")
    set(asm_file ${CMAKE_CURRENT_BINARY_DIR}/${name}.S)
    set(cpp_file ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    file(CONFIGURE OUTPUT ${asm_file} CONTENT "${assembly}" @ONLY)
    file(CONFIGURE OUTPUT ${cpp_file} CONTENT "#include \"foundation/base/embedded.hpp\"
${declarations}
namespace tnung::embedded {
std::span<const EmbeddedFile> ${name}()
{
    static const EmbeddedFile files[] = {
${rows}    };
    return files;
}
} // namespace tnung::embedded
" @ONLY)
    set_source_files_properties(${asm_file} PROPERTIES OBJECT_DEPENDS "${absolute_files}" LANGUAGE ASM)
    target_sources(${target} PRIVATE ${asm_file} ${cpp_file})
endfunction()
