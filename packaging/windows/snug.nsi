; The installer of Snug for Windows: one person's, without administrator rights.
;
; `shipping.windows` calls makensis on this file with, as -D words:
;   VERSION  0.1.0            VERSION4  0.1.0.0        PUBLISHER  who made it
;   FILES    a generated file with the macros INSTALL_FILES and REMOVE_FILES
;   SIZE_KB  what the files take once installed
;   ICON     snug.ico         OUT   the installer's path
;   SIGN     (optional) the command that signs a file; its path is added
;   MACHINE  x64              what the program inside is built for
;   STUB     (optional) x86-unicode or amd64-unicode; QUICK (optional) packs fast, for tests
;
; Words a person or an administrator may give the installer:
;   /S            no questions     /D=FOLDER     where to (last word, no quotation marks)
;   /PATH         `snug` in terminals     /NOGGUF     leaves .gguf files as they are

Unicode true
!ifdef STUB
  Target ${STUB}
!endif
ManifestSupportedOS all
ManifestDPIAware true
ManifestLongPathAware true

!define NAME "Snug"
!define IDENT "app.snug.Snug"
!define PROGID "Snug.gguf"
!define PROGRAM "Snug.exe"
!define WORKER "snug-worker.exe"
!define PROGRAM_KEY "Software\${NAME}"
!define INSTALL_KEY "Software\${NAME}\Installation"
!define REMOVAL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${IDENT}"
!define OLDEST_BUILD 17763  ; Windows 10 1809: what Qt 6 asks for at least

; Exit statuses of a silent run.
!define STATUS_SYSTEM 3   ; this Windows cannot run it
!define STATUS_RUNNING 4  ; Snug stayed open
!define STATUS_BEFORE 5   ; the version before could not be removed
!define STATUS_SPACE 6    ; the disk is full

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${REMOVAL_KEY}" "InstallLocation"
RequestExecutionLevel user
BrandingText "${NAME} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow
CRCCheck force
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID /FINAL lzma
  SetCompressorDictSize 64
!endif

VIProductVersion "${VERSION4}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} installer"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "LegalCopyright" "${PUBLISHER}"

!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "Sections.nsh"
!include "WinVer.nsh"
!include "WordFunc.nsh"
!include "x64.nsh"
!include "${FILES}"

Var Before  ; where the version before lies, or where this one will

!include "running.nsh"
!include "association.nsh"
!include "search_path.nsh"
!include "data.nsh"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!define MUI_FINISHPAGE_RUN_TEXT "Open ${NAME}"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
UninstPage custom un.DataPage un.DataPageLeft
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; ---- what is installed

Section "${NAME}" SectionProgram
  SectionIn RO
  Call CheckSpace
  Call FindBefore
  Call CloseProgram
  Call RemoveBefore
  !insertmacro INSTALL_FILES
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}" "" "$INSTDIR\${PROGRAM}" 0 \
    SW_SHOWNORMAL "" "Run a language model on your own computer"
  Call WriteRemovalEntry
SectionEnd

Section "Open .gguf files with ${NAME}" SectionGguf
  !insertmacro ASSOCIATE
  WriteRegDWORD HKCU "${INSTALL_KEY}" "Gguf" 1
SectionEnd

Section /o "The command snug for terminals (adds to PATH)" SectionPath
  !insertmacro ADD_TO_PATH "$INSTDIR\bin"
  WriteRegDWORD HKCU "${INSTALL_KEY}" "Path" 1
SectionEnd

; A choice that was taken back takes its traces along.
Section "-Choices taken back"
  ${IfNot} ${SectionIsSelected} ${SectionGguf}
    ReadRegDWORD $0 HKCU "${INSTALL_KEY}" "Gguf"
    ${If} $0 == 1
      !insertmacro DISSOCIATE
    ${EndIf}
    WriteRegDWORD HKCU "${INSTALL_KEY}" "Gguf" 0
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${SectionPath}
    ReadRegDWORD $0 HKCU "${INSTALL_KEY}" "Path"
    ${If} $0 == 1
      !insertmacro REMOVE_FROM_PATH "$INSTDIR\bin"
    ${EndIf}
    WriteRegDWORD HKCU "${INSTALL_KEY}" "Path" 0
  ${EndIf}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionProgram} "The program, its engine and its Start menu entry."
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionGguf} "A double click on a model file opens it here."
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionPath} "Only for people who work in a terminal."
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function .onInit
  SetShellVarContext current
  Call CheckSystem
  Call CheckVersion
  Call KeepChoices
FunctionEnd

; The choices of the installation before, then those of the command line.
Function KeepChoices
  ClearErrors
  ReadRegDWORD $0 HKCU "${INSTALL_KEY}" "Gguf"
  ${IfNot} ${Errors}
  ${AndIf} $0 == 0
    !insertmacro UnselectSection ${SectionGguf}
  ${EndIf}
  ReadRegDWORD $0 HKCU "${INSTALL_KEY}" "Path"
  ${If} $0 == 1
    !insertmacro SelectSection ${SectionPath}
  ${EndIf}
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/PATH" $0
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${SectionPath}
  ${EndIf}
  ClearErrors
  ${GetOptions} $1 "/NOGGUF" $0
  ${IfNot} ${Errors}
    !insertmacro UnselectSection ${SectionGguf}
  ${EndIf}
  ClearErrors
FunctionEnd

Function CheckSystem
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    !insertmacro REFUSE ${STATUS_SYSTEM} "${NAME} needs Windows 10, version 1809 or newer."
  ${EndIf}
  ${If} ${IsNativeAMD64}
    Return
  ${EndIf}
  ${If} ${IsNativeARM64}
  ${AndIf} ${AtLeastBuild} 22000  ; Windows 11 runs programs for x64 there
    Return
  ${EndIf}
  !insertmacro REFUSE ${STATUS_SYSTEM} "This ${NAME} is built for 64-bit Intel and AMD processors (${MACHINE}); this computer has another."
FunctionEnd

; Older over newer is possible, but what the newer one wrote may not be readable any more.
Function CheckVersion
  ReadRegStr $0 HKCU "${REMOVAL_KEY}" "DisplayVersion"
  ${If} $0 == ""
    Return
  ${EndIf}
  ${VersionCompare} "$0" "${VERSION}" $1
  ${If} $1 == 1
    MessageBox MB_OKCANCEL|MB_ICONEXCLAMATION "${NAME} $0 is installed, which is newer than ${VERSION}. Put the older one in its place?" /SD IDOK IDOK older
    Quit
    older:
  ${EndIf}
FunctionEnd

; The page with the folder asks for the space as well, but a silent run never sees it.
Function CheckSpace
  ${GetRoot} "$INSTDIR" $0
  ClearErrors
  ${DriveSpace} "$0\" "/D=F /S=K" $1
  ${If} ${Errors}  ; a share that does not tell
    Return
  ${EndIf}
  ${If} $1 < ${SIZE_KB}
    !insertmacro REFUSE ${STATUS_SPACE} "The disk is full: ${NAME} takes ${SIZE_KB} KB there. Free some space, then run this again."
  ${EndIf}
FunctionEnd

Function FindBefore
  ReadRegStr $Before HKCU "${REMOVAL_KEY}" "InstallLocation"
  ${If} $Before == ""
  ${OrIfNot} ${FileExists} "$Before\uninstall.exe"
    StrCpy $Before "$INSTDIR"
  ${EndIf}
FunctionEnd

; The version before removes its files by its own list; settings of this installation stay.
Function RemoveBefore
  ${IfNot} ${FileExists} "$Before\uninstall.exe"
    Return
  ${EndIf}
  ReadRegDWORD $0 HKCU "${INSTALL_KEY}" "Path"
  ${If} $0 == 1
  ${AndIf} $Before != $INSTDIR
    !insertmacro REMOVE_FROM_PATH "$Before\bin"
  ${EndIf}
  ClearErrors
  ExecWait '"$Before\uninstall.exe" /S /UPGRADE _?=$Before' $0
  ${If} ${Errors}
  ${OrIf} $0 != 0
    !insertmacro REFUSE ${STATUS_BEFORE} "The version before could not be removed. Uninstall ${NAME} in the Windows settings, then run this again."
  ${EndIf}
  Delete "$Before\uninstall.exe"
  RMDir "$Before"
FunctionEnd

Function WriteRemovalEntry
  WriteRegStr HKCU "${REMOVAL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${REMOVAL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REMOVAL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${REMOVAL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${REMOVAL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${REMOVAL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REMOVAL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REMOVAL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${REMOVAL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${REMOVAL_KEY}" "NoRepair" 1
  WriteRegStr HKCU "${INSTALL_KEY}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${INSTALL_KEY}" "Kind" "nsis"
FunctionEnd

; ---- what is removed

Function un.onInit
  SetShellVarContext current
FunctionEnd

Section "Uninstall"
  ; Only Snug's own files, one by one: the folder may be one that a person chose.
  Call un.CloseProgram
  !insertmacro REMOVE_FILES
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
    !insertmacro REFUSE ${STATUS_RUNNING} "$INSTDIR\${PROGRAM} cannot be deleted. Close ${NAME}, then run this again."
  ${EndIf}
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/UPGRADE" $0
  ${IfNot} ${Errors}
    Return  ; the new version goes on from here
  ${EndIf}
  Delete "$SMPROGRAMS\${NAME}.lnk"
  !insertmacro DISSOCIATE
  !insertmacro REMOVE_FROM_PATH "$INSTDIR\bin"
  DeleteRegKey HKCU "${REMOVAL_KEY}"
  DeleteRegKey HKCU "${INSTALL_KEY}"
  DeleteRegKey /ifempty HKCU "${PROGRAM_KEY}"
  Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$TEMP"  ; a folder that is somebody's current one cannot be removed
  RMDir "$INSTDIR"
  Call un.RemoveData
SectionEnd
