; .gguf files: a double click opens them here, and the program that did so before gets them back.
; Nothing here touches the choice a person made by "Open with"; Windows keeps that elsewhere.

!define EXTENSION_KEY "Software\Classes\.gguf"
!define PROGID_KEY "Software\Classes\${PROGID}"
!define CAPABILITIES_KEY "Software\${NAME}\Capabilities"
!define BACKUP "Snug_before"

!macro ASSOCIATE
  ReadRegStr $0 HKCU "${EXTENSION_KEY}" ""
  ${If} $0 != ""
  ${AndIf} $0 != "${PROGID}"
    WriteRegStr HKCU "${EXTENSION_KEY}" "${BACKUP}" "$0"
  ${EndIf}
  WriteRegStr HKCU "${EXTENSION_KEY}" "" "${PROGID}"
  WriteRegStr HKCU "${EXTENSION_KEY}\OpenWithProgids" "${PROGID}" ""
  WriteRegStr HKCU "${PROGID_KEY}" "" "Language model (GGUF)"
  WriteRegStr HKCU "${PROGID_KEY}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${PROGID_KEY}\shell" "" "open"
  WriteRegStr HKCU "${PROGID_KEY}\shell\open" "" "Open with ${NAME}"
  WriteRegStr HKCU "${PROGID_KEY}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  WriteRegStr HKCU "${CAPABILITIES_KEY}" "ApplicationName" "${NAME}"
  WriteRegStr HKCU "${CAPABILITIES_KEY}" "ApplicationDescription" "Run a language model on your own computer"
  WriteRegStr HKCU "${CAPABILITIES_KEY}\FileAssociations" ".gguf" "${PROGID}"
  WriteRegStr HKCU "Software\RegisteredApplications" "${NAME}" "${CAPABILITIES_KEY}"
  !insertmacro TELL_THE_SHELL
!macroend

!macro DISSOCIATE
  ReadRegStr $0 HKCU "${EXTENSION_KEY}" ""
  ReadRegStr $1 HKCU "${EXTENSION_KEY}" "${BACKUP}"
  ${If} $0 == "${PROGID}"
    ${If} $1 != ""
      WriteRegStr HKCU "${EXTENSION_KEY}" "" "$1"
    ${Else}
      DeleteRegValue HKCU "${EXTENSION_KEY}" ""
    ${EndIf}
  ${EndIf}
  DeleteRegValue HKCU "${EXTENSION_KEY}" "${BACKUP}"
  DeleteRegValue HKCU "${EXTENSION_KEY}\OpenWithProgids" "${PROGID}"
  DeleteRegKey /ifempty HKCU "${EXTENSION_KEY}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${EXTENSION_KEY}"
  DeleteRegKey HKCU "${PROGID_KEY}"
  DeleteRegKey HKCU "${CAPABILITIES_KEY}"
  DeleteRegValue HKCU "Software\RegisteredApplications" "${NAME}"
  !insertmacro TELL_THE_SHELL
!macroend

; SHCNE_ASSOCCHANGED, SHCNF_IDLIST: icons and menus are read again.
!macro TELL_THE_SHELL
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend
