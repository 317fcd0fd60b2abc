; One folder more or less in the person's own PATH.
;
; NSIS's own strings hold 1024 characters and would cut a long PATH off, so the value never goes
; through one: it is read, changed and written in memory by Windows's own functions, keeps its type
; (REG_EXPAND_SZ or REG_SZ) and every other entry as it was.

!define KEY_QUERY_AND_SET 0x0003
!define REG_EXPAND_SZ 2
!define ERROR_FILE_NOT_FOUND 2
!define LONGEST_PATH_BYTES 65000  ; an environment variable holds 32767 characters

!macro TELL_THE_TERMINALS
  SendMessage ${HWND_BROADCAST} ${WM_SETTINGCHANGE} 0 "STR:Environment" /TIMEOUT=5000
!macroend

; Between these two: $R1 the key, $R2 the type, $R3 a buffer with ";" PATH ";", $R4 free bytes.
!macro READ_PATH ENTRY FAILED
  StrCpy $R3 0
  System::Call 'advapi32::RegOpenKeyExW(p 0x80000001, w "Environment", i 0, i ${KEY_QUERY_AND_SET}, *p .R1) i .R0'
  IntCmp $R0 0 0 ${FAILED} ${FAILED}
  System::Call 'advapi32::RegQueryValueExW(p R1, w "Path", p 0, *i .R5, p 0, *i 0 R6) i .R0'
  ${If} $R0 == 0
    StrCpy $R2 $R5
  ${ElseIf} $R0 == ${ERROR_FILE_NOT_FOUND}  ; no PATH of one's own yet
    StrCpy $R2 ${REG_EXPAND_SZ}
    StrCpy $R6 0
  ${Else}
    Goto ${FAILED}
  ${EndIf}
  IntCmp $R6 ${LONGEST_PATH_BYTES} 0 0 ${FAILED}
  StrLen $R7 "${ENTRY}"
  IntOp $R4 $R7 * 2
  IntOp $R4 $R4 + $R6
  IntOp $R4 $R4 + 16
  System::Alloc $R4  ; zeroed
  Pop $R3
  ; ";" first, so that the first entry looks like every other one
  System::Call 'kernel32::RtlMoveMemory(p R3, w ";", p 2)'
  ${If} $R6 > 0
    IntPtrOp $R8 $R3 + 2
    System::Call 'advapi32::RegQueryValueExW(p R1, w "Path", p 0, p 0, p R8, *i R6) i .R0'
    IntCmp $R0 0 0 ${FAILED} ${FAILED}
    System::Call 'kernel32::lstrlenW(p R3) i .R5'
    IntOp $R5 $R5 - 1
    IntOp $R5 $R5 * 2
    IntPtrOp $R8 $R3 + $R5
    System::Call '*$R8(&i2 .R9)'
    ${If} $R9 != 59  ; ";"
      System::Call 'kernel32::lstrcatW(p R3, w ";")'
    ${EndIf}
  ${EndIf}
!macroend

; Writes what stands behind the first ";" in the buffer.
!macro WRITE_PATH
  IntPtrOp $R8 $R3 + 2
  System::Call 'kernel32::lstrlenW(p R8) i .R5'
  ${If} $R5 == 0
    System::Call 'advapi32::RegDeleteValueW(p R1, w "Path")'
  ${Else}
    IntOp $R5 $R5 * 2
    IntOp $R5 $R5 + 2
    System::Call 'advapi32::RegSetValueExW(p R1, w "Path", i 0, i R2, p R8, i R5) i .R0'
  ${EndIf}
!macroend

!macro CLOSE_PATH
  ${If} $R3 != 0
    System::Free $R3
  ${EndIf}
  System::Call 'advapi32::RegCloseKey(p R1)'
!macroend

!macro ADD_TO_PATH ENTRY
  !define THIS "path_${__COUNTER__}"
  !insertmacro READ_PATH "${ENTRY}" ${THIS}_close
  System::Call 'shlwapi::StrStrIW(p R3, w ";${ENTRY};") p .R8'
  ${If} $R8 == 0
    System::Call 'kernel32::lstrcatW(p R3, w "${ENTRY}")'
    !insertmacro WRITE_PATH
    !insertmacro TELL_THE_TERMINALS
  ${EndIf}
  ${THIS}_close:
  !insertmacro CLOSE_PATH
  !undef THIS
!macroend

!macro REMOVE_FROM_PATH ENTRY
  !define THIS "path_${__COUNTER__}"
  !insertmacro READ_PATH "${ENTRY}" ${THIS}_close
  System::Call 'shlwapi::StrStrIW(p R3, w ";${ENTRY};") p .R8'
  ${If} $R8 != 0
    ; what follows moves over the entry and the ";" before it
    IntOp $R5 $R7 + 1
    IntOp $R5 $R5 * 2
    IntPtrOp $R9 $R8 + $R5
    System::Call 'kernel32::lstrlenW(p R9) i .R5'
    IntOp $R5 $R5 + 1
    IntOp $R5 $R5 * 2
    System::Call 'kernel32::RtlMoveMemory(p R8, p R9, p R5)'
    !insertmacro CUT_LAST_SEPARATOR
    !insertmacro WRITE_PATH
    !insertmacro TELL_THE_TERMINALS
  ${EndIf}
  ${THIS}_close:
  !insertmacro CLOSE_PATH
  !undef THIS
!macroend

; The ";" that was put at the end for looking; the one at the start is no part of the value.
!macro CUT_LAST_SEPARATOR
  System::Call 'kernel32::lstrlenW(p R3) i .R5'
  ${If} $R5 > 1
    IntOp $R5 $R5 - 1
    IntOp $R5 $R5 * 2
    IntPtrOp $R9 $R3 + $R5
    System::Call '*$R9(&i2 0)'
  ${EndIf}
!macroend
