from bad_base_under_another_name.bases import Driver

__all__ = ["Driver"]
